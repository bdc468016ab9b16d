/** What a killed command left in the folder for temporary files goes with the next one; what is in use stays. */
import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { prepareCommand } from '../support/command.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

const LONG_AGO = new Date('2001-01-01');
const skip = process.platform === 'win32' && 'no such locks on Windows';

await t.test('left by kill -9: swept at the next start', { skip }, async (t) => {
  const command = prepareCommand(t);
  const model = writeTinyModel(t);
  const running = command.start(['-m', model, '--duration', '60s']);
  t.teardown(() => running.kill('SIGKILL'));
  const gone = once(running, 'exit');
  // The file is made after the folder's lock.
  const inUse = await until(() =>
    command.leftovers().find((name) => existsSync(command.temporary(name, 'read'))),
  );
  age(command.temporary(inUse));

  await command.run(['-m', model, ...QUICK]);
  t.same(command.leftovers(), [inUse], 'one that is in use stays');

  running.kill('SIGKILL');
  await gone;
  t.same(command.leftovers(), [inUse], 'a killed command leaves it');
  age(command.temporary(inUse));
  await command.run(['-m', model, ...QUICK]);
  t.same(command.leftovers(), []);
});

await t.test('nothing else is swept', { skip }, async (t) => {
  const command = prepareCommand(t);
  const at = (name: string): string => command.temporary(name);
  mkdirSync(at('dumont-model-young'));
  writeFileSync(at('dumont-model-young/.dumont-temporary'), '');
  mkdirSync(at('dumont-else-where'));
  mkdirSync(at('elsewhere'));
  writeFileSync(at('dumont-canary-file'), '');
  writeFileSync(at('elsewhere/file'), '');
  symlinkSync(at('elsewhere'), at('dumont-canary-link'));
  // Somebody's own, of such a name by chance; and one whose marker is a link to somebody's file.
  mkdirSync(at('dumont-model-zoo'));
  writeFileSync(at('dumont-model-zoo/model.onnx'), 'of great value');
  mkdirSync(at('dumont-profile-results'));
  symlinkSync(at('elsewhere/file'), at('dumont-profile-results/.dumont-temporary'));
  mkdirSync(at('dumont-model-old'));
  writeFileSync(at('dumont-model-old/.dumont-temporary'), '');
  for (const name of command.leftovers())
    if (!name.endsWith('young') && !name.endsWith('link')) age(at(name));
  await command.run(['-m', writeTinyModel(t), ...QUICK]);
  t.same(command.leftovers().sort(), [
    'dumont-canary-file',
    'dumont-canary-link',
    'dumont-else-where',
    'dumont-model-young',
    'dumont-model-zoo',
    'dumont-profile-results',
    'elsewhere',
  ]);
  t.ok(existsSync(at('dumont-model-zoo/model.onnx')));
  t.ok(existsSync(at('elsewhere/file')));
});

async function until<Found>(look: () => Found | undefined): Promise<Found> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise(setImmediate);
  }
}

/** As if it had lain there since. */
function age(file: string): void {
  utimesSync(file, LONG_AGO, LONG_AGO);
}

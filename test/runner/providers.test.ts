/** `providers list`, `add` and `remove` by the real command. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { z } from 'zod';
import { privateFolder } from '../../packages/runner/src/providers/testing/private-folder.ts';
import { writeWheel, writeZip } from '../../packages/runner/src/wheels/testing/write-zip.ts';
import { prepareCommand } from '../support/command.ts';

const listSchema = z.object({
  folder: z.string(),
  providers: z.array(
    z.object({
      name: z.string(),
      source: z.string(),
      from: z.array(z.string()),
      remedies: z.array(z.string()),
    }),
  ),
});

/** A command with a store of its own, in a folder that nobody else may write. */
function stage(t: Test) {
  const folder = privateFolder(t);
  const env = { DUMONT_PROVIDERS_DIR: path.join(folder, 'providers') };
  const command = prepareCommand(t);
  return {
    folder,
    store: env.DUMONT_PROVIDERS_DIR,
    run: (...args: string[]) => command.run(['providers', ...args], { env }),
    file: (name: string, content: Buffer | string): string => {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}

const WHEEL = [{ name: 'sample/libsample.so', content: 'code' }];

await t.test('what is added is listed, and goes when it is removed', async (t) => {
  const { folder, store, run, file } = stage(t);
  const list = async () => listSchema.parse(JSON.parse((await run('list', '--json')).stdout));
  const before = await list();
  t.equal(before.folder, store);
  t.match(
    before.providers.find(({ name }) => name === 'webgpu'),
    { source: 'shipped' },
  );
  if (process.platform === 'linux')
    t.match(
      before.providers.find(({ name }) => name === 'cuda'),
      { source: 'absent', remedies: [/pip download .*providers add cuda --from onnxruntime_gpu/] },
    );
  const fromWheel = await run('add', 'sample', '--from', file('sample-1.0.whl', writeWheel(WHEEL)));
  t.match(fromWheel, { exitCode: 0, stdout: /^sample was added: 2 files in .*sample/ });
  file('unpacked/libother.so', 'code');
  t.equal((await run('add', 'other', '--from', path.join(folder, 'unpacked'))).exitCode, 0);
  const after = await list();
  t.match(
    after.providers.find(({ name }) => name === 'sample'),
    { source: 'added', from: ['sample-1.0.whl'] },
  );
  t.match(
    after.providers.find(({ name }) => name === 'other'),
    { source: 'added', from: ['unpacked'] },
  );
  t.match((await run('list')).stdout, /Execution providers.*\n.*cuda +absent[^]*sample +added/);
  t.match(await run('remove', 'sample'), { exitCode: 0, stdout: 'sample was removed.\n' });
  t.notOk(existsSync(path.join(store, 'sample')));
  t.notOk((await list()).providers.some(({ name }) => name === 'sample'));
});

await t.test('hostile archives are refused whole', async (t) => {
  const { store, run, file } = stage(t);
  const hostile = {
    'outside.whl': writeWheel([...WHEEL, { name: '../outside.so', content: 'x' }]),
    'unrecorded.whl': writeZip(WHEEL),
    'noise.whl': Buffer.from('PK no archive'),
  };
  for (const [name, content] of Object.entries(hostile)) {
    const { exitCode, stdout, stderr } = await run('add', 'bad', '--from', file(name, content));
    t.strictSame([exitCode, stdout], [2, ''], name);
    t.match(stderr, /^error: .*\nSee dumont-runner providers add --help\.\n$/s, name);
    t.notOk(existsSync(path.join(store, 'bad')), name);
  }
});

await t.test('what cannot be meant is refused in words', async (t) => {
  const { run, file } = stage(t);
  const wheel = file('sample-1.0.whl', writeWheel(WHEEL));
  const refused = async (message: RegExp, ...args: string[]) => {
    const { exitCode, stderr } = await run(...args);
    t.equal(exitCode, 2, args.join(' '));
    t.match(stderr, message);
  };
  await refused(
    /there is no provider nothere .*\nSee dumont-runner providers remove --help/s,
    'remove',
    'nothere',
  );
  await refused(/no name of a provider/, 'add', '../evil', '--from', wheel);
  await refused(/nothere\.whl/, 'add', 'sample', '--from', path.join(path.dirname(wheel), 'nothere.whl'));
  await refused(/--from is missing/, 'add', 'sample');
  await refused(/there is nothing to add/, 'add', 'cpu', '--from', wheel);
  if (process.platform === 'linux') {
    await refused(/directml does not exist on Linux: it runs on Windows/, 'add', 'directml', '--from', wheel);
    await refused(/coreml does not exist on Linux: it runs on macOS/, 'add', 'coreml', '--from', wheel);
  }
});

const skip = process.platform === 'win32' ? 'folders have no modes there' : false;
await t.test('a folder that others may write is no store', { skip }, async (t) => {
  const { store, run, file } = stage(t);
  mkdirSync(store);
  chmodSync(store, 0o777);
  const { exitCode, stderr } = await run('add', 'sample', '--from', file('s.whl', writeWheel(WHEEL)));
  t.equal(exitCode, 11);
  t.match(stderr, /may be written by others/);
});

await t.test('help of a command that there is not', async (t) => {
  const command = prepareCommand(t);
  const unknown = await command.run(['help', 'nothere']);
  t.match(unknown, { exitCode: 2, stderr: /there is no command nothere: commands are .*probe/ });
  const inGroup = await command.run(['help', 'providers', 'nothere']);
  t.match(inGroup, {
    exitCode: 2,
    stderr: /no command providers nothere: commands are list, add and remove/,
  });
  t.match(await command.run(['help', 'probe']), { exitCode: 0, stdout: /Usage: dumont-runner probe/ });
});

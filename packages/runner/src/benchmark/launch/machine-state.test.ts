import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { machineState } from './machine-state.ts';

await t.test(
  'a machine is in another state after a new start, and with another driver, card or library',
  async (t) => {
    const root = t.testdir({
      proc: { sys: { kernel: { random: { boot_id: 'one' } } } },
      dev: { dri: {} },
      lib: { 'libonnxruntime.so': 'a' },
    });
    const file = path.join(root, 'lib', 'libonnxruntime.so');
    const state = () => machineState([file, path.dirname(file)], root);
    const seen = [await state()];
    t.equal(await state(), seen[0], 'it stays what it was');
    const changes: readonly (readonly [string, string, string])[] = [
      ['proc/sys/kernel/random', 'boot_id', 'two'],
      ['proc/driver/nvidia', 'version', '580'],
      ['proc/driver/nvidia', 'version', '581'],
      ['dev', 'nvidia0', ''],
      ['dev/dri', 'renderD128', ''],
      ['lib', 'libonnxruntime.so', 'longer'],
      ['lib', 'libonnxruntime_providers_cuda.so', ''],
    ];
    for (const [folder, name, text] of changes) {
      mkdirSync(path.join(root, folder), { recursive: true });
      writeFileSync(path.join(root, folder, name), text);
      const now = await state();
      t.notOk(seen.includes(now), `${folder}/${name}`);
      t.equal(await state(), now);
      seen.push(now);
    }
  },
);

await t.test('what a driver is told by variables counts too', async (t) => {
  const before = await machineState([]);
  t.teardown(() => {
    delete process.env['CUDA_VISIBLE_DEVICES'];
  });
  process.env['CUDA_VISIBLE_DEVICES'] = '1';
  t.not(await machineState([]), before);
});

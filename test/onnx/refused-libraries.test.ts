/** `--onnxruntime` with what cannot be used: each ends in words, and nothing of it in the process that says them. */
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { prepareCommand } from '../support/command.ts';
import { skipWithoutWheels, wheelOf } from '../support/onnxruntime-wheels.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';
import { breakLibrary } from './support/break-library.ts';
import { benchmark, MODES, SHIPPED } from './support/with-library.ts';

const modules = path.resolve(import.meta.dirname, '..', '..', 'node_modules');
const skipElsewhere =
  process.platform === 'linux' && process.arch === 'x64' ? false : 'a library of x86-64 Linux is broken';

for (const [mode, why] of MODES) {
  await t.test(`one that is too old, sandbox ${mode}`, { skip: skipWithoutWheels || why }, async (t) => {
    const words = ['--sandbox', mode, '--onnxruntime', wheelOf('1.19.2')];
    const { exitCode, report } = await benchmark(t, prepareCommand(t), ...words);
    t.equal(exitCode, 11);
    const message = /is version 1\.19\.2, and 1\.20 or newer is needed/;
    t.match(report.error, { code: 'UNIT_UNAVAILABLE', message });
  });

  await t.test(`one that is none, sandbox ${mode}`, { skip: why }, async (t) => {
    const command = prepareCommand(t);
    const broken = command.temporary('libonnxruntime.so');
    writeFileSync(broken, 'no library');
    // A library, but another.
    const [koffi = ''] = globSync(path.join(modules, '@koromix', 'koffi-*', '*', 'koffi.node'));
    for (const given of [broken, koffi]) {
      const { exitCode, report } = await benchmark(t, command, '--sandbox', mode, '--onnxruntime', given);
      t.equal(exitCode, 11);
      t.match(report.error, { code: 'UNIT_UNAVAILABLE', message: /does not load as ONNX Runtime/ }, given);
    }
  });

  await t.test(
    `one that crashes ends its own process alone, sandbox ${mode}`,
    { skip: skipElsewhere || why },
    async (t) => {
      const command = prepareCommand(t);
      const library = command.temporary('libonnxruntime.so');
      breakLibrary(SHIPPED, library);
      const { exitCode, report } = await benchmark(t, command, '--sandbox', mode, '--onnxruntime', library);
      t.equal(exitCode, 12);
      t.match(report.error, { code: 'RUNNER_CRASHED', signal: 'SIGSEGV' });
    },
  );
}

await t.test('one that is nowhere, or in no folder, is wrong use', async (t) => {
  const command = prepareCommand(t);
  const empty = command.temporary('empty');
  mkdirSync(empty);
  const model = writeTinyModel(t);
  for (const [given, message] of [
    [command.temporary('none'), /there is no .*none: --onnxruntime takes a library, a folder or a wheel/],
    [empty, /there is no ONNX Runtime library for .* in .*empty/],
    [command.temporary('none.whl'), /none\.whl cannot be read: there is no such file/],
  ] as const) {
    const { exitCode, stderr } = await command.run(['-m', model, ...QUICK, '--onnxruntime', given]);
    t.equal(exitCode, 2);
    t.match(stderr, message);
  }
});

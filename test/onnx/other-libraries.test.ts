/** `--onnxruntime`: other versions of ONNX Runtime, from PyPI's wheels, in a sandbox and without one. */
import { appendFileSync, copyFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { launchBenchmark } from '@dumont/runner';
import { prepareCommand } from '../support/command.ts';
import { requestFor } from '../support/fake-model.ts';
import { skipWithoutWheels, wheelOf } from '../support/onnxruntime-wheels.ts';
import { writeTinyModel } from '../support/tiny-model.ts';
import { CLASSIFIER, outcomesOf } from './support/outcomes.ts';
import { benchmark, MODES, sha256, SHIPPED, unpacked } from './support/with-library.ts';

await t.test('the library that comes with Dumont is named', async (t) => {
  const { exitCode, report } = await benchmark(t, prepareCommand(t), '--onnxruntime', 'shipped');
  t.equal(exitCode, 0);
  t.strictSame(report.engine.library, { version: report.engine.version, sha256: sha256(SHIPPED) });
});

for (const [mode, why] of MODES) {
  await t.test(
    `a wheel runs, and what was unpacked, sandbox ${mode}`,
    { skip: skipWithoutWheels || why },
    async (t) => {
      const command = prepareCommand(t);
      const run = (given: string) => benchmark(t, command, '--sandbox', mode, '--onnxruntime', given);
      for (const version of ['1.31.1', '1.32.0'] as const) {
        const { exitCode, report } = await run(wheelOf(version));
        t.equal(exitCode, 0, version);
        const library = { version, sha256: sha256(unpacked(command, version)) };
        t.match(report.engine, { api: 'native', version, library });
      }
      const library = unpacked(command, '1.32.0');
      for (const given of [library, path.dirname(library)])
        t.equal((await run(given)).report.engine.version, '1.32.0', given);
      t.strictSame(command.leftovers(), []);
    },
  );
}

await t.test(
  'the same version gives the same outputs, bit for bit',
  { skip: skipWithoutWheels },
  async (t) => {
    const command = prepareCommand(t);
    const { report } = await benchmark(t, command, '--onnxruntime', wheelOf('1.30.0'));
    const library = unpacked(command, '1.30.0');
    t.equal(report.engine.library?.sha256, sha256(library));
    t.not(sha256(library), sha256(SHIPPED), 'another build');
    const [own, other] = await Promise.all([
      outcomesOf('native', [CLASSIFIER]),
      outcomesOf(`native=${library}`, [CLASSIFIER]),
    ]);
    t.ok(own.get(CLASSIFIER)?.outputs);
    t.strictSame(other, own);
  },
);

await t.test('a library that changes while it is measured fails the benchmark', async (t) => {
  const library = path.join(t.testdir({}), 'libonnxruntime.so');
  copyFileSync(SHIPPED, library);
  const request = requestFor(writeTinyModel(t), {
    engine: { name: 'onnx', package: null, library },
    sandbox: { mode: 'off', scratchBytes: 0 },
  });
  let loads = 0;
  const { error, engine } = await launchBenchmark(request, {
    onEvent: ({ type }) => {
      if (type === 'loaded' && loads++ === 0) appendFileSync(library, 'more');
    },
  });
  t.match(error, { code: 'MODEL_CHANGED', message: /libonnxruntime\.so was written to/ });
  t.equal(engine.library, undefined, 'nobody knows which it was');
});

/** Inputs that a model refuses, or dies of: others are looked for. */
import { DEFAULT_REQUEST, launchBenchmark, type BenchmarkEvent } from '@dumont/runner';
import t from 'tap';
import { requestFor, writeFakeModel } from '../support/fake-model.ts';

await t.test('inputs that the model refuses are looked for, in another process', async (t) => {
  const inputs = [{ name: 'x', dtype: 'float32', shape: ['n', 2] }];
  const file = await writeFakeModel(t, { inputs, acceptsElements: 16 });
  const report = await launchBenchmark(requestFor(file));
  t.equal(report.error, null);
  t.match(report.inputs, [{ name: 'x', shape: [8, 2], source: 'searched' }]);
  t.ok(report.warnings.some((warning) => warning.code === 'SHAPES_SEARCHED'));
});

function gatherPurposes() {
  const purposes: string[] = [];
  const onEvent = (event: BenchmarkEvent): void => {
    if (event.type === 'process') purposes.push(event.purpose);
  };
  return { purposes, onEvent };
}

await t.test('inputs that end the process cost that try alone, and the search goes on', async (t) => {
  const inputs = [{ name: 'x', dtype: 'float32', shape: ['batch', 'n'] }];
  for (const diesOfElements of [
    [2, 8],
    [1, 2, 8],
  ]) {
    const file = await writeFakeModel(t, { inputs, acceptsElements: 16, diesOfElements });
    const { purposes, onEvent } = gatherPurposes();
    const report = await launchBenchmark(requestFor(file, { measureFloor: false, loads: 1 }), { onEvent });
    t.equal(report.error, null);
    t.match(report.inputs, [{ shape: [1, 16], source: 'searched', chosenAxes: [0] }]);
    t.strictSame(purposes, ['measure', 'find-inputs', 'find-inputs', 'find-inputs', 'measure']);
    const told = (code: string) => report.warnings.find((warning) => warning.code === code)?.message;
    t.match(told('SHAPES_SEARCHED'), /sizes were found by trying: n = 16 /);
    t.match(told('DYNAMIC_DIMS_DEFAULTED'), /: batch = 1\. .*--dim batch=/);
  }
});

await t.test(
  'where no inputs are found, the first refusal is the verdict, not a crash of a guess',
  async (t) => {
    const inputs = [{ name: 'x', dtype: 'float32', shape: ['batch', 'n'] }];
    const usual = [2, 4, 8, 16, 32, 64, 128, 224, 256, 320, 400, 512, 640, 1024, 16_000];
    const models = [
      { diesOfElements: [2, 8], refusal: /With the first set: x has 1 elements/ },
      { diesOfElements: [1, ...usual], refusal: /With the first set: The isolated process died of SIGSEGV/ },
    ];
    for (const { diesOfElements, refusal } of models) {
      const file = await writeFakeModel(t, { inputs, acceptsElements: 7, diesOfElements });
      const { error } = await launchBenchmark(requestFor(file, { measureFloor: false, loads: 1 }));
      t.match(error, { code: 'INFERENCE_FAILED', exitCode: 12 });
      t.match(error?.message, /ran on none of \d+ sets of inputs.*--dim n=…/);
      t.match(error?.message, refusal);
    }
  },
);

await t.test('what the user gave is never taken for a guess', async (t) => {
  const inputs = [{ name: 'x', dtype: 'float32', shape: ['batch', 'n'] }];
  const file = await writeFakeModel(t, { inputs, diesOfElements: [6] });
  const { purposes, onEvent } = gatherPurposes();
  const given = { ...DEFAULT_REQUEST.inputs, dims: { batch: 2, n: 3 } };
  const { error } = await launchBenchmark(requestFor(file, { loads: 1, inputs: given }), { onEvent });
  t.match(error, { code: 'RUNNER_CRASHED', signal: 'SIGSEGV' });
  t.strictSame(purposes, ['measure']);
});

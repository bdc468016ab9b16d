import type { RunnerTask } from '@dumont/protocol';
import t from 'tap';
import { emptyOutcome, type PhaseTimes } from './task-outcome.ts';
import { findContradiction, type Told } from './verify-outcome.ts';

const phase = (elapsedMs: number, runs = 1): PhaseTimes => ({ runs, wallMs: elapsedMs, elapsedMs });
const load: RunnerTask = {
  kind: 'load',
  engine: { name: 'fake', package: null },
  model: { inputBytes: 4, outputBytes: 4 },
  options: {
    unit: 'CPU (ONNX)',
    provider: 'cpu',
    intraOpThreads: null,
    interOpThreads: null,
    graphOptimization: 'all',
    executionMode: 'sequential',
  },
};
const measure: RunnerTask = {
  ...load,
  kind: 'measure',
  inputs: { seed: 0, shapes: {}, dims: {}, values: {}, files: {}, folder: null },
  warmup: { runs: 0, ms: 0 },
  stop: { runs: 2, durationMs: null, untilStable: false },
  expect: null,
};

const measured = (): Told => ({
  ...emptyOutcome(),
  loadMs: 90,
  firstMs: 9,
  samplesMs: [400, 500],
  phases: new Map([
    ['load', phase(100)],
    ['first', phase(10)],
    ['measure', phase(1000, 2)],
  ]),
  finished: true,
});

await t.test('what fits is believed', async (t) => {
  t.equal(findContradiction(measure, measured()), null);
  t.equal(
    findContradiction(load, {
      ...measured(),
      firstMs: null,
      samplesMs: [],
      phases: new Map([['load', phase(100)]]),
    }),
    null,
  );
  t.equal(
    findContradiction(measure, { ...measured(), finished: false, samplesMs: [] }),
    null,
    'a crash is no contradiction',
  );
});

await t.test('times beyond the parent’s clock are not', async (t) => {
  t.match(findContradiction(measure, { ...measured(), loadMs: 200 }), /load phase longer/);
  t.match(findContradiction(measure, { ...measured(), firstMs: 200 }), /first phase longer/);
  t.match(findContradiction(measure, { ...measured(), samplesMs: [900, 900] }), /measure phase longer/);
});

await t.test('an end without a result is not', async (t) => {
  t.match(findContradiction(load, { ...emptyOutcome(), finished: true }), /gave no result/);
  t.match(findContradiction(measure, { ...measured(), samplesMs: [400] }), /told of 2 runs and sent 1 times/);
  t.match(findContradiction(measure, { ...measured(), firstMs: null }), /gave no result/);
});

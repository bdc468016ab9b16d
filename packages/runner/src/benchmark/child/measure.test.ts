import type { BoundInference, InferenceSession } from '@dumont/engines';
import { DumontError, SAMPLES_PER_MESSAGE, type TaskOf } from '@dumont/protocol';
import t from 'tap';
import { measure } from './measure.ts';
import { recordingChannel } from './testing/recording-channel.ts';

const TASK: TaskOf<'measure'> = {
  kind: 'measure',
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
  inputs: { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null },
  warmup: { runs: 3, ms: 0 },
  stop: { runs: 4, durationMs: null, untilStable: false },
  expect: null,
};

function sessionThatRuns(run: BoundInference['run']): InferenceSession {
  return {
    requestedProvider: 'cpu',
    inputs: [{ name: 'x', dtype: 'float32', shape: [2] }],
    outputs: [],
    bind: () => ({ run, readOutputs: () => ({}) }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

await t.test('first run, warm-up, runs, samples, in this order', async (t) => {
  let runs = 0;
  const channel = recordingChannel();
  await measure(
    sessionThatRuns(() => Promise.resolve(void (runs += 1))),
    TASK,
    channel,
  );
  t.match(channel.sent, [
    { type: 'inputs', inputs: [{ name: 'x' }] },
    { type: 'phase-ready', phase: 'first', expectedMs: null },
    { type: 'phase-done', phase: 'first', runs: 1 },
    { type: 'first', ms: Number },
    { type: 'phase-ready', phase: 'measure', expectedMs: Number },
    { type: 'phase-done', phase: 'measure', runs: 4 },
    { type: 'samples', valuesMs: [Number, Number, Number, Number] },
  ]);
  t.equal(channel.sent.length, 7);
  t.equal(runs, 1 + 3 + 5 + 4, 'a run of no time has five more in which the caches settle');
});

await t.test('how large inputs and outputs are counts what sequences hold', async (t) => {
  const channel = recordingChannel();
  const tensor = { dtype: 'float32', shape: [3], data: new Float32Array(3) } as const;
  const session: InferenceSession = {
    ...sessionThatRuns(() => Promise.resolve()),
    inputs: [{ name: 's', dtype: 'float32', shape: [2], container: 'sequence' }],
    bind: () => ({
      run: () => Promise.resolve(),
      readOutputs: () => ({ y: { elements: [tensor, tensor] }, z: tensor }),
    }),
  };
  await measure(session, TASK, channel);
  t.match(channel.sent[3], { type: 'first', inputBytes: 2 * 4, outputBytes: 3 * 3 * 4 });
});

await t.test('many samples are several messages', async (t) => {
  const channel = recordingChannel();
  const stop = { ...TASK.stop, runs: SAMPLES_PER_MESSAGE + 1 };
  await measure(
    sessionThatRuns(() => Promise.resolve()),
    { ...TASK, stop },
    channel,
  );
  const lengths = channel.sent.flatMap((one) => (one.type === 'samples' ? [one.valuesMs.length] : []));
  t.same(lengths, [SAMPLES_PER_MESSAGE, 1]);
});

await t.test('refused inputs are told, and no more is run', async (t) => {
  let runs = 0;
  const channel = recordingChannel();
  const refuse = (): Promise<never> => {
    runs += 1;
    return Promise.reject(new DumontError('INFERENCE_FAILED', 'x must have 3 elements'));
  };
  await measure(sessionThatRuns(refuse), TASK, channel);
  t.match(channel.sent.slice(-2), [
    { type: 'phase-done', phase: 'first', runs: 0 },
    { type: 'refused', message: 'x must have 3 elements' },
  ]);
  t.equal(runs, 1);
});

await t.test('any other failure of the first run is an error', async (t) => {
  const fail = (): Promise<never> => Promise.reject(new DumontError('MEMORY_EXCEEDED', 'too large'));
  await t.rejects(measure(sessionThatRuns(fail), TASK, recordingChannel()), { code: 'MEMORY_EXCEEDED' });
});

await t.test('outputs are compared where they are expected', async (t) => {
  const channel = recordingChannel();
  const expect = { folder: t.testdir({}), rtol: 1e-3, atol: 1e-5 };
  await measure(
    sessionThatRuns(() => Promise.resolve()),
    { ...TASK, expect },
    channel,
  );
  t.equal(channel.sent.at(-1)?.type, 'expectation');
});

import t from 'tap';
import { runPhase } from './run-phase.ts';
import { recordingChannel } from './testing/recording-channel.ts';

await t.test('nothing begins before the parent says so, and preparing is no part of the phase', async (t) => {
  const steps: string[] = [];
  let preparedMs = NaN;
  const channel = recordingChannel(() => {
    steps.push('proceed');
    t.same(channel.sent, [{ type: 'phase-ready', phase: 'measure', expectedMs: 12 }]);
  });
  const result = await runPhase(channel, {
    phase: 'measure',
    expectedMs: 12,
    prepare: () => {
      steps.push('prepare');
      const endMs = performance.now() + 20;
      while (performance.now() < endMs);
      preparedMs = performance.now();
      return Promise.resolve('prepared');
    },
    body: (prepared) => {
      steps.push(`body ${prepared}`);
      return Promise.resolve([1, 2, 3]);
    },
    countRuns: (runs) => runs.length,
  });
  const atMostMs = performance.now() - preparedMs;
  t.same(result, [1, 2, 3]);
  t.same(steps, ['proceed', 'prepare', 'body prepared']);
  const done = channel.sent[1];
  t.match(done, { type: 'phase-done', phase: 'measure', runs: 3, cpuMs: Number });
  t.ok(done?.type === 'phase-done' && done.wallMs <= atMostMs);
});

await t.test('garbage is collected before the meters are reset', async (t) => {
  const steps: string[] = [];
  const { gc } = globalThis;
  t.teardown(() => {
    globalThis.gc = gc;
  });
  globalThis.gc = Object.assign(() => Promise.resolve(void steps.push('gc')), gc);
  await runPhase(
    recordingChannel(() => steps.push('proceed')),
    {
      phase: 'load',
      expectedMs: null,
      prepare: () => Promise.resolve(),
      body: () => Promise.resolve(),
      countRuns: () => 1,
    },
  );
  t.same(steps, ['gc', 'proceed']);
});

await t.test('a phase that fails is never done', async (t) => {
  const channel = recordingChannel();
  const failing = runPhase(channel, {
    phase: 'load',
    expectedMs: null,
    prepare: () => Promise.resolve(),
    body: () => Promise.reject(new RangeError('no memory')),
    countRuns: () => 1,
  });
  await t.rejects(failing, RangeError);
  t.same(
    channel.sent.map(({ type }) => type),
    ['phase-ready'],
  );
});

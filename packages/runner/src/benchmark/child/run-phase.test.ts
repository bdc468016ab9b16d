import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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

await t.test(
  'garbage is collected before the meters are reset, and what preparing left before the phase',
  async (t) => {
    const steps: string[] = [];
    const { gc } = globalThis;
    t.teardown(() => {
      globalThis.gc = gc;
    });
    const collect = (options?: { type?: string }): void => {
      steps.push(`${options?.type ?? 'full'} gc`);
    };
    globalThis.gc = collect as NodeJS.GCFunction;
    await runPhase(
      recordingChannel(() => steps.push('proceed')),
      {
        phase: 'load',
        expectedMs: null,
        prepare: () => Promise.resolve(void steps.push('prepare')),
        body: () => Promise.resolve(void steps.push('body')),
        countRuns: () => 1,
      },
    );
    t.same(steps, ['full gc', 'proceed', 'prepare', 'minor gc', 'body']);
  },
);

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

/** The collector of this very process, which its command line did not ask for. */
function exposedGc(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

await t.test('collections in the phase are counted, those before it are not', async (t) => {
  const collected = async (prepare: () => void, body: () => void) => {
    const channel = recordingChannel();
    await runPhase(channel, {
      phase: 'measure',
      expectedMs: null,
      prepare: () => {
        prepare();
        return Promise.resolve();
      },
      body: () => {
        body();
        return Promise.resolve();
      },
      countRuns: () => 1,
    });
    const done = channel.sent[1];
    return done?.type === 'phase-done' ? done.gc : null;
  };
  const collect = exposedGc();
  const nothing = (): void => undefined;
  const twice = (): void => {
    collect();
    collect();
  };
  t.same(await collected(twice, nothing), { count: 0, ms: 0 });
  const during = await collected(nothing, twice);
  t.ok(during && during.count >= 2 && during.ms > 0, JSON.stringify(during));
});

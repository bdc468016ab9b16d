import type { BoundInference } from '@dumont/engines';
import { MAX_RUNS, type StopRule } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { expectedDuration, measureRuns, reserveSamples, timeRun, warmUp } from './time-runs.ts';

const RULE: StopRule = { runs: 8, durationMs: null, untilStable: false };

/** On a clock of its own that only runs move, so that the tests know what each of them takes. */
function inferenceTaking(t: Test, runsMs: (run: number) => number): BoundInference & { runs: number } {
  let nowMs = 0;
  t.intercept(performance, 'now', { value: () => nowMs });
  const bound = {
    runs: 0,
    run: () => {
      nowMs += runsMs(bound.runs);
      bound.runs += 1;
      return Promise.resolve();
    },
    readOutputs: () => ({}),
  };
  return bound;
}

await t.test('one run', async (t) => {
  t.equal((await timeRun(inferenceTaking(t, () => 7))).ms, 7);
});

await t.test('a warm-up lasts until it has both its runs and its time', async (t) => {
  t.same(
    await warmUp(
      inferenceTaking(t, () => 2),
      { runs: 3, ms: 0 },
    ),
    { runs: 3, ms: 6 },
  );
  t.same(
    await warmUp(
      inferenceTaking(t, () => 2),
      { runs: 1, ms: 9 },
    ),
    { runs: 5, ms: 10 },
  );
  t.same(
    await warmUp(
      inferenceTaking(t, () => 2),
      { runs: 0, ms: 0 },
    ),
    { runs: 0, ms: 0 },
  );
});

await t.test('how long it will take is told where it is known', (t) => {
  const warmup = { runs: 10, ms: 50 };
  t.equal(expectedDuration({ warmup, stop: RULE }, 2), 50 + 8 * 2);
  t.equal(expectedDuration({ warmup, stop: RULE }, 20), 200 + 8 * 20);
  t.equal(expectedDuration({ warmup, stop: { ...RULE, durationMs: 1000 } }, 2), 1050);
  t.equal(expectedDuration({ warmup, stop: { ...RULE, untilStable: true } }, 2), null);
  t.end();
});

await t.test('there is room for all samples before the first', (t) => {
  t.equal(reserveSamples(RULE, 1).length, 8);
  t.equal(reserveSamples({ ...RULE, durationMs: 100 }, 2).length, 150 + 1000, 'thrice as fast as thought');
  t.equal(reserveSamples({ ...RULE, runs: 5000, durationMs: 100 }, 2).length, 5000);
  t.equal(reserveSamples({ ...RULE, durationMs: 1e9 }, 0.001).length, MAX_RUNS);
  t.equal(reserveSamples({ ...RULE, untilStable: true }, 30).length, 3000 + 1000);
  t.end();
});

await t.test('each run is a sample, but those in which the caches settle', async (t) => {
  const samplesMs = new Float64Array(4);
  const bound = inferenceTaking(t, (run) => run + 1);
  t.equal(await measureRuns(bound, { ...RULE, runs: 4 }, samplesMs, 2), 4);
  t.same([...samplesMs], [3, 4, 5, 6]);
  t.equal(bound.runs, 6);
});

await t.test('a duration ends the runs, though not before one', async (t) => {
  const samplesMs = new Float64Array(100);
  t.equal(
    await measureRuns(
      inferenceTaking(t, () => 3),
      { ...RULE, durationMs: 10 },
      samplesMs,
      0,
    ),
    4,
  );
  t.equal(
    await measureRuns(
      inferenceTaking(t, () => 30),
      { ...RULE, durationMs: 10 },
      samplesMs,
      0,
    ),
    1,
  );
  const full = new Float64Array(2);
  t.equal(
    await measureRuns(
      inferenceTaking(t, () => 3),
      { ...RULE, durationMs: 10 },
      full,
      0,
    ),
    2,
    'no room',
  );
});

await t.test('until stable: on by doubling, to an end of time at the latest', async (t) => {
  const stop = { ...RULE, untilStable: true };
  const room = (): Float64Array => new Float64Array(10_000);
  t.equal(
    await measureRuns(
      inferenceTaking(t, () => 5),
      stop,
      room(),
      0,
    ),
    8,
    'steady from the start',
  );
  const calms = inferenceTaking(t, (run) => (run < 8 ? 1 + run : 5));
  const runs = await measureRuns(calms, stop, room(), 0);
  t.ok(runs > 8 && Number.isInteger(Math.log2(runs)), `${runs} runs`);
  const restless = (run: number): number => 1 + 99 * (run % 2);
  t.equal(await measureRuns(inferenceTaking(t, restless), { ...stop, durationMs: 505 }, room(), 0), 10);
  t.equal(await measureRuns(inferenceTaking(t, restless), stop, new Float64Array(20), 0), 20, 'no room');
});

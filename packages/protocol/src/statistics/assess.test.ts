import t from 'tap';
import { assessSamples } from './assess.ts';
import { summarize } from './summary.ts';

/** Around 10 ms, within ± 2 %, in an order without a trend. */
const evenRuns = (n: number) => Array.from({ length: n }, (_, index) => 9.8 + ((index * 7) % 41) * 0.01);

const assess = (samplesMs: number[], floorMedianUs: number | null = null) =>
  assessSamples({ samplesMs, summary: summarize(samplesMs), floorMedianUs, cpuPressurePercent: null });
const codes = (...args: Parameters<typeof assess>) => assess(...args).map(({ code }) => code);

await t.test('runs in order raise nothing', async (t) => {
  for (const n of [6, 10, 100, 1000]) t.strictSame(codes(evenRuns(n), 10), [], `${n} runs`);
});

await t.test('each fault is named, with its figures and what to do', async (t) => {
  const cases = [
    ['FEW_RUNS', [10, 10.1, 10.2], /3 runs .*--runs 6/],
    ['SLOW_FIRST_RUN', [30, ...evenRuns(299)], /took 3 times the median.*--warmup/],
    ['DRIFT', evenRuns(99).map((ms, i) => ms * (i < 50 ? 1 : 1.2)), /20(\.\d)? % slower.*cool/],
    ['DRIFT', evenRuns(99).map((ms, i) => ms * (i < 50 ? 1.25 : 1)), /19\.8 % faster.*--warmup/],
    ['OUTLIERS', evenRuns(100).map((ms, i) => (i === 50 || i === 51 ? 90 : ms)), /2 of 100 runs .*median/],
    ['BIMODAL', evenRuns(100).map((ms, i) => (i % 4 === 0 ? ms * 2 : ms)), /10 ms and 20 ms \(25 %/],
  ] as const;
  for (const [code, samples, message] of cases) {
    t.match(
      assess([...samples]).find((warning) => warning.code === code),
      { message },
      code,
    );
  }
});

await t.test('a single outlier among many runs is only counted', async (t) => {
  const runs = evenRuns(500);
  t.equal(summarize([...runs, 90]).outliers, 1);
  t.strictSame(codes([...runs, 90]), []);
});

await t.test('a first run within the usual spread, or hardly slower, is not slow', async (t) => {
  t.strictSame(codes([10.2, ...evenRuns(99)]), []);
  t.notOk(codes([10.5, ...Array.from({ length: 50 }, () => 10)]).includes('SLOW_FIRST_RUN'));
});

await t.test('a model within 20 times the floor is near it', async (t) => {
  const runs = evenRuns(50);
  const { median } = summarize(runs);
  t.strictSame(codes(runs, (median * 1000) / 19), ['NEAR_FLOOR']);
  t.strictSame(codes(runs, (median * 1000) / 21), []);
});

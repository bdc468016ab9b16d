import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as simple from 'simple-statistics';
import t from 'tap';
import { summarySchema } from '../report/index.ts';
import { summarize } from './summary.ts';

const durations = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 400 });

await t.test('a summary always fits the report, in the order that quantiles have', async () => {
  fc.assert(
    fc.property(durations, (samples) => {
      const summary = summarySchema.parse(summarize(samples));
      const [low, high] = summary.medianCi95 ?? [summary.min, summary.max];
      const { min, max, mean, median } = summary;
      return min <= low && low <= median && median <= high && high <= max && min <= mean && mean <= max;
    }),
  );
});

await t.test('the order of measuring does not matter, and the samples are left as they are', async () => {
  fc.assert(
    fc.property(durations, (samples) => {
      const before = [...samples];
      const summary = summarize(samples);
      assert.deepEqual(samples, before);
      assert.deepEqual(summarize([...samples].reverse()), summary);
      assert.deepEqual(summarize(Float64Array.from(samples)), summary);
    }),
  );
});

await t.test('median, mean and deviation agree with simple-statistics', async () => {
  fc.assert(
    fc.property(durations, (samples) => {
      const summary = summarize(samples);
      const close = (actual: number, expected: number) => Math.abs(actual - expected) <= 1e-9 * summary.max;
      return (
        close(summary.median, simple.median(samples)) &&
        close(summary.mean, simple.mean(samples)) &&
        (samples.length === 1
          ? summary.stdDev === null
          : close(summary.stdDev ?? Number.NaN, simple.sampleStandardDeviation(samples)))
      );
    }),
  );
});

await t.test('ten runs as NumPy sees them', async (t) => {
  // x = [3.1, 2.9, 3.0, 3.4, 2.8, 3.3, 9.9, 3.2, 3.05, 2.95]
  // numpy.mean(x), numpy.std(x, ddof=1), numpy.median(x), min(x), max(x)
  const summary = summarize([3.1, 2.9, 3.0, 3.4, 2.8, 3.3, 9.9, 3.2, 3.05, 2.95]);
  t.match(summary, { n: 10, min: 2.8, max: 9.9, p50: summary.median, outliers: 1 });
  t.ok(Math.abs(summary.mean - 3.76) < 1e-12);
  t.ok(Math.abs((summary.stdDev ?? 0) - 2.165_101_999_136_916) < 1e-12);
  t.ok(Math.abs(summary.median - 3.075) < 1e-12);
  t.strictSame(summary.medianCi95, [2.9, 3.4]);
});

await t.test('percentiles appear with the runs that support them, each with its interval', async (t) => {
  const present = (n: number) => {
    const summary = summarize(Float64Array.from({ length: n }, (_, index) => index));
    const { p90, p95, p99, p999, medianCi95, percentileCi95: ci } = summary;
    for (const [value, interval] of [
      [p90, ci.p90],
      [p95, ci.p95],
      [p99, ci.p99],
      [p999, ci.p999],
    ] as const) {
      t.equal(value === null, interval === null);
      if (value !== null && interval !== null) t.ok(interval[0] <= value && value <= interval[1]);
    }
    return [medianCi95, p90, p95, p99, p999].filter((value) => value !== null).length;
  };
  for (const [index, n] of [6, 29, 59, 299, 2995].entries()) {
    t.equal(present(n - 1), index, `${n - 1} runs`);
    t.equal(present(n), index + 1, `${n} runs`);
  }
});

await t.test('one run has no deviation, and no run has no summary', async (t) => {
  t.match(summarize([5]), { n: 1, mean: 5, median: 5, stdDev: null, outliers: 0, medianCi95: null });
  t.throws(() => summarize([]), RangeError);
});

await t.test('a large offset costs no digits', async (t) => {
  // The textbook formula, mean of squares less square of the mean, finds nothing here but rounding.
  const summary = summarize([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
  t.equal(summary.mean, 1e9 + 10);
  t.ok(Math.abs((summary.stdDev ?? 0) - Math.sqrt(30)) < 1e-9);
});

await t.test('half a million samples are summarised without spreading them', async (t) => {
  const n = 500_001;
  const summary = summarize(Float64Array.from({ length: n }, (_, index) => (index * 7919) % n));
  t.match(summary, { n, min: 0, max: n - 1, median: (n - 1) / 2, p90: 450_000, outliers: 0 });
  t.ok(Math.abs(summary.mean - (n - 1) / 2) < 1e-6);
});

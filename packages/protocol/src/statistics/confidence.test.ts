import fc from 'fast-check';
import jstat from 'jstat';
import t from 'tap';
import { quantileCi95, quantileRanks } from './confidence.ts';

await t.test('ranks for the median are those of the published tables', async (t) => {
  // Nonparametric 95 % limits of the median, as in Conover, Practical Nonparametric Statistics, and
  // scipy.stats.quantile_test(range(1, n + 1), p=0.5).confidence_interval(0.95)
  const table = [
    [6, 1, 6],
    [7, 1, 7],
    [8, 1, 8],
    [9, 2, 8],
    [10, 2, 9],
    [11, 2, 10],
    [12, 3, 10],
    [15, 4, 12],
    [20, 6, 15],
    [25, 8, 18],
    [30, 10, 21],
    [50, 18, 33],
    [100, 40, 61],
    [1000, 469, 532],
    [1_000_000, 499_020, 500_981],
  ] as const;
  for (const [n, lower, upper] of table)
    t.strictSame(quantileRanks(n, 0.5), { lower, upper }, `${n} samples`);
});

await t.test('ranks for other quantiles are those of SciPy', async (t) => {
  // scipy.stats.quantile_test(range(1, n + 1), p=p).confidence_interval(0.95)
  const table = [
    [100, 0.1, 5, 17],
    [36, 0.9, 29, 36],
    [50, 0.9, 41, 50],
    [100, 0.9, 84, 96],
    [1000, 0.9, 881, 919],
    [100, 0.95, 90, 100],
    [1000, 0.95, 936, 964],
    [500, 0.99, 490, 500],
    [1000, 0.99, 983, 997],
    [5000, 0.999, 4990, 5000],
    [100_000, 0.999, 99_880, 99_920],
  ] as const;
  for (const [n, p, lower, upper] of table) {
    t.strictSame(quantileRanks(n, p), { lower, upper }, `${n} samples at ${p}`);
  }
});

const sizes = fc.integer({ min: 1, max: 500 });
const probabilities = fc.double({ min: 0.01, max: 0.99, noNaN: true });
/** Probability that the quantile lies between the order statistics. */
const coverage = (n: number, p: number, lower: number, upper: number) =>
  jstat.binomial.cdf(upper - 1, n, p) - jstat.binomial.cdf(lower - 1, n, p);

await t.test('the interval covers the quantile with 95 %, wherever the whole sample can', async () => {
  fc.assert(
    fc.property(sizes, probabilities, (n, p) => {
      const ranks = quantileRanks(n, p);
      const possible = coverage(n, p, 1, n);
      if (ranks === null) return possible < 0.95 + 1e-9;
      const { lower, upper } = ranks;
      return lower >= 1 && lower < upper && upper <= n && coverage(n, p, lower, upper) >= 0.95 - 1e-9;
    }),
  );
});

await t.test('the interval is no wider than it must be', async () => {
  fc.assert(
    fc.property(sizes, probabilities, (n, p) => {
      const ranks = quantileRanks(n, p);
      if (ranks === null) return true;
      const { lower, upper } = ranks;
      const tooNarrow = (tail: number, covered: number) => tail > 0.025 - 1e-9 || covered < 0.95 + 1e-9;
      return (
        tooNarrow(jstat.binomial.cdf(lower, n, p), coverage(n, p, lower + 1, upper)) &&
        tooNarrow(1 - jstat.binomial.cdf(upper - 2, n, p), coverage(n, p, lower, upper - 1))
      );
    }),
  );
});

await t.test('a quantile and its mirror image have mirrored ranks', async () => {
  fc.assert(
    fc.property(sizes, fc.constantFrom(0.5, 0.75, 0.875, 0.9375), (n, p) => {
      const ranks = quantileRanks(n, p);
      const mirrored = quantileRanks(n, 1 - p);
      return ranks?.lower === (mirrored ? n + 1 - mirrored.upper : undefined);
    }),
  );
});

await t.test('ends are values of the sample', async (t) => {
  const sorted = Float64Array.from({ length: 10 }, (_, index) => index * 1.5);
  t.strictSame(quantileCi95(sorted, 0.5), [1.5, 12]);
  t.equal(quantileCi95(sorted.subarray(0, 5), 0.5), null);
});

import fc from 'fast-check';
import { wilcoxonRankSum } from 'simple-statistics';
import t from 'tap';
import { findDrift, mannWhitney } from './drift.ts';
import { sortSamples } from './quantile.ts';

/** Runs of 10 ms ± 2 %, always the same ones, that become slower or faster as told. */
const runs = (n: number, factor: (progress: number) => number) =>
  Float64Array.from({ length: n }, (_, index) => (10 + ((index * 7) % 5) * 0.1 - 0.2) * factor(index / n));

await t.test('a slower or faster end is found, with its size', async (t) => {
  const slower = findDrift(runs(90, (progress) => (progress < 0.5 ? 1 : 1.3)));
  t.ok(Math.abs((slower ?? 0) - 0.3) < 1e-9);
  const faster = findDrift(runs(90, (progress) => 1 - 0.3 * progress));
  t.ok(faster !== null && faster < -0.15 && faster > -0.3);
});

await t.test('even runs do not drift, nor those whose change is too small or too short', async (t) => {
  t.equal(findDrift(runs(90, () => 1)), null);
  t.equal(findDrift(runs(9000, (progress) => 1 + 0.04 * progress)), null, 'a change of less than 5 %');
  t.equal(
    findDrift(runs(90, (progress) => (Math.abs(progress - 0.5) < 0.1 ? 2 : 1))),
    null,
    'in the middle only',
  );
});

await t.test('thirds of fewer than five runs cannot tell', async (t) => {
  const step = (n: number) => findDrift(runs(n, (progress) => (progress < 0.5 ? 1 : 2)));
  t.equal(step(14), null);
  t.ok(step(15));
  for (const n of [0, 1, 2, 3]) t.equal(step(n), null);
});

await t.test('a wide spread hides a small change of the medians', async (t) => {
  const wide = Float64Array.from(
    { length: 90 },
    (_, index) => 10 + ((index * 37) % 11) + (index > 60 ? 1 : 0),
  );
  t.equal(findDrift(wide), null);
});

await t.test('the test statistic is that of SciPy', async (t) => {
  // scipy.stats.mannwhitneyu(second, first, use_continuity=False, method='asymptotic'): U = 43, p = 0.017332148530176547,
  // scipy.stats.norm.ppf(1 - p / 2) = 2.3795849291952043
  const first = sortSamples([1.1, 1.2, 1.3, 1.2, 1.15, 1.4, 1.25]);
  const second = sortSamples([1.2, 1.5, 1.45, 1.6, 1.3, 1.55, 1.4]);
  const { superiority, z } = mannWhitney(first, second);
  t.equal(superiority, 43 / 49);
  t.ok(Math.abs(z - 2.379_584_929_195_204_3) < 1e-12);
});

await t.test('the rank sum is that of simple-statistics, ties included', async () => {
  const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, values, (first, second) => {
      const { superiority } = mannWhitney(sortSamples(first), sortSamples(second));
      const wins = wilcoxonRankSum(second, first) - (second.length * (second.length + 1)) / 2;
      return Math.abs(superiority * first.length * second.length - wins) < 1e-9;
    }),
  );
});

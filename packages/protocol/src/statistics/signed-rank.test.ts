import fc from 'fast-check';
import t from 'tap';
import { locateDifferences, signedRankQuantile } from './signed-rank.ts';

await t.test('critical values are the published ones', async (t) => {
  // Wilcoxon's signed-rank test, two-sided 5 %: the tables' greatest rejecting sum is one less.
  const table = [
    [5, 0],
    [6, 1],
    [7, 3],
    [8, 4],
    [9, 6],
    [10, 9],
    [12, 14],
    [15, 26],
    [20, 53],
    [25, 90],
    [30, 138],
    [50, 435],
  ] as const;
  for (const [n, k] of table) t.equal(signedRankQuantile(n), k, `${n} pairs`);
});

await t.test('estimate and interval are those of inverting SciPy’s test', async (t) => {
  // Estimate: numpy.median of the pairwise means. Interval: the shifts s for which
  // scipy.stats.wilcoxon(numpy.array(d) - s, method='exact').pvalue > 0.05, which end at 0.0055 and 0.03.
  const d = [0.021, -0.013, 0.034, 0.008, 0.027, 0.015, -0.004, 0.041, 0.019, 0.03];
  const { estimate, interval } = locateDifferences(d);
  t.ok(Math.abs(estimate - 0.019) < 1e-12);
  t.ok(interval && Math.abs(interval[0] - 0.0055) < 1e-12 && Math.abs(interval[1] - 0.03) < 1e-12);
});

await t.test('of twelve pairs, a wild one hardly moves the interval', async (t) => {
  const calm = Array.from({ length: 11 }, (_, index) => (index - 5) / 1000);
  const { estimate, interval } = locateDifferences([...calm, 5]);
  t.ok(Math.abs(estimate) < 0.002);
  t.ok(interval && interval[0] > -0.005 && interval[1] < 0.01);
});

await t.test(
  'the interval encloses the estimate, moves with the values and turns with their sign',
  async () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 25 });
    fc.assert(
      fc.property(values, fc.integer({ min: -100, max: 100 }), (differences, shift) => {
        const plain = locateDifferences(differences);
        const shifted = locateDifferences(differences.map((value) => value + shift));
        const turned = locateDifferences(differences.map((value) => -value));
        if (!plain.interval || !shifted.interval || !turned.interval) return false;
        return (
          plain.interval[0] <= plain.estimate &&
          plain.estimate <= plain.interval[1] &&
          shifted.interval[0] === plain.interval[0] + shift &&
          shifted.interval[1] === plain.interval[1] + shift &&
          turned.interval[0] + plain.interval[1] === 0
        );
      }),
    );
  },
);

await t.test('five differences have an estimate and no interval', async (t) => {
  t.strictSame(locateDifferences([1, 2, 3, 4, 5]), { estimate: 3, interval: null });
});

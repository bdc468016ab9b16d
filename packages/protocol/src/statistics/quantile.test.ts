import fc from 'fast-check';
import jstat from 'jstat';
import t from 'tap';
import { quantileOfSorted, sortSamples } from './quantile.ts';

await t.test('quantiles are those of NumPy', async (t) => {
  const sorted = sortSamples([3.1, 2.9, 3.0, 3.4, 2.8, 3.3, 9.9, 3.2, 3.05, 2.95]);
  // numpy.percentile(x, [0, 1, 25, 50, 75, 90, 99, 99.9, 100], method='linear')
  const expected = [
    [0, 2.8],
    [0.01, 2.809],
    [0.25, 2.9625],
    [0.5, 3.075],
    [0.75, 3.275],
    [0.9, 4.05],
    [0.99, 9.315],
    [0.999, 9.8415],
    [1, 9.9],
  ] as const;
  for (const [probability, value] of expected) {
    t.ok(Math.abs(quantileOfSorted(sorted, probability) - value) < 1e-12, `at ${probability}`);
  }
});

await t.test('quantiles are those of jStat', async () => {
  const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 200 });
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(samples, probability, (values, p) => {
      // jStat does not interpolate between the last two.
      fc.pre((values.length - 1) * p < values.length - 2);
      const difference = quantileOfSorted(sortSamples(values), p) - jstat.percentile(values, p);
      return Math.abs(difference) <= 1e-6;
    }),
  );
});

await t.test('sorting is by size and leaves the samples alone', async (t) => {
  const samples = [10, 9, 1, 100];
  t.strictSame([...sortSamples(samples)], [1, 9, 10, 100]);
  t.strictSame(samples, [10, 9, 1, 100]);
});

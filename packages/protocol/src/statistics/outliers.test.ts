import fc from 'fast-check';
import { medianAbsoluteDeviation } from 'simple-statistics';
import t from 'tap';
import { countOutliers, outlierDistance } from './outliers.ts';
import { sortSamples } from './quantile.ts';

await t.test('the distance is 14.8 times the MAD of simple-statistics', async () => {
  const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(samples, (values) => {
      const mad = medianAbsoluteDeviation(values);
      const distance = outlierDistance(sortSamples(values));
      return mad === 0 || Math.abs(distance - 14.8 * mad) <= 1e-9 * (distance + Math.max(...values));
    }),
  );
});

await t.test('samples beyond the distance are outliers, on both sides', async (t) => {
  // Median 10, MAD 1: the limits are −4.8 and 24.8.
  const around = [8, 9, 9, 10, 10, 10, 11, 11, 12];
  const count = (...extra: number[]) => countOutliers(sortSamples([...around, ...extra]));
  t.equal(count(-4.7, 24.7), 0);
  t.equal(count(-4.9, 24.9), 2);
});

await t.test(
  'where most samples are equal, a rare one far off is an outlier and a common one is not',
  async (t) => {
    const mixed = (others: number, value: number) =>
      sortSamples(Array.from({ length: 100 }, (_, index) => (index < others ? value : 10)));
    t.equal(countOutliers(mixed(0, 0)), 0);
    t.equal(countOutliers(mixed(1, 20)), 1);
    t.equal(countOutliers(mixed(30, 11)), 0);
  },
);

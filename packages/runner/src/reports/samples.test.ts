import t from 'tap';
import { binSamples, groupSamples } from './samples.ts';

await t.test('many runs are grouped for drawing, and none is lost in the histogram', async (t) => {
  const samples = Array.from({ length: 10_001 }, (_, index) => 1 + ((index * 37) % 100) / 100);
  const groups = groupSamples(samples, 300);
  t.equal(groups.length, 300);
  t.equal(
    groups.reduce((sum, { size }) => sum + size, 0),
    samples.length,
  );
  const limits = { fewest: 8, most: 40 };
  const { counts } = binSamples(Float64Array.from(samples).sort(), limits);
  t.equal(counts.length, 40);
  t.equal(
    counts.reduce((sum, count) => sum + count, 0),
    samples.length,
  );
  t.strictSame(binSamples(Float64Array.of(5, 5, 5), limits).counts, [3]);
});

import fc from 'fast-check';
import jstat from 'jstat';
import t from 'tap';
import { binomial } from './binomial.ts';

await t.test('probabilities are those of SciPy, up to ten million trials', async (t) => {
  // scipy.stats.binom.pmf(k, n, p), scipy.stats.binom.cdf(k, n, p)
  const expected = [
    [10, 0.5, 1, 0.009_765_625_000_000_002, 0.010_742_187_5],
    [59, 0.95, 58, 0.150_588_262_616_629_78, 0.951_505_474_750_576_9],
    [1e6, 0.9, 900_300, 0.000_807_286_964_358_289_6, 0.841_748_124_884_595_9],
    [1e7, 0.5, 4_996_900, 3.691_697_321_090_484_6e-5, 0.024_980_603_516_305_024],
    [1e7, 0.5, 5_000_000, 0.000_252_313_245_894_184_8, 0.500_126_156_622_946_2],
    [1e7, 0.999, 9_989_803, 0.000_573_854_212_759_451_5, 0.024_924_235_818_948_95],
  ] as const;
  for (const [n, p, k, probability, cumulative] of expected) {
    const distribution = binomial(n, p);
    t.ok(Math.abs(distribution.at(k) / probability - 1) < 1e-9, `exactly ${k} of ${n}`);
    t.ok(Math.abs(distribution.between(0, k) / cumulative - 1) < 1e-9, `at most ${k} of ${n}`);
  }
});

await t.test('probabilities are those of jStat', async () => {
  const cases = fc
    .integer({ min: 1, max: 300 })
    .chain((n) =>
      fc.tuple(
        fc.constant(n),
        fc.integer({ min: 0, max: n }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      ),
    );
  fc.assert(
    fc.property(cases, ([n, k, p]) => {
      const distribution = binomial(n, p);
      return (
        Math.abs(distribution.at(k) - jstat.binomial.pdf(k, n, p)) < 1e-9 &&
        Math.abs(distribution.between(0, k) - jstat.binomial.cdf(k, n, p)) < 1e-9
      );
    }),
  );
});

import fc from 'fast-check';
import t from 'tap';
import { comparePaired } from './comparison.ts';

/** Differences of a fraction of a percent around `change`. */
const pairs = (n: number, change: number) =>
  Array.from({ length: n }, (_, index) => ({
    baseline: 10 + index * 0.5,
    candidate: (10 + index * 0.5) * (1 + change + (((index * 3) % n) / n - 0.5) * 0.004),
  }));

await t.test('a slowdown within the limit passes, one beyond it regresses', async (t) => {
  t.equal(comparePaired(pairs(10, 0.03), 0.05).verdict, 'pass');
  t.equal(comparePaired(pairs(10, 0.08), 0.05).verdict, 'regressed');
  t.equal(comparePaired(pairs(10, 0.02), 0).verdict, 'regressed');
  t.equal(comparePaired(pairs(10, -0.02), 0).verdict, 'pass');
});

await t.test('a change too near to the limit, or too few pairs, is inconclusive', async (t) => {
  t.equal(comparePaired(pairs(10, 0.05), 0.05).verdict, 'inconclusive');
  t.match(comparePaired(pairs(5, 0.5), 0.05), {
    pairs: 5,
    verdict: 'inconclusive',
    changeCi95: null,
    smallestDetectableChange: null,
  });
});

await t.test('the change is relative to the baseline, and its interval encloses it', async (t) => {
  const { change, changeCi95 } = comparePaired(pairs(20, 0.25), 0);
  t.ok(Math.abs(change - 0.25) < 0.001);
  t.ok(changeCi95 && changeCi95[0] <= change && change <= changeCi95[1]);
});

await t.test('a speed-up and the slowdown back are inverse', async () => {
  const medians = fc.double({ min: 0.001, max: 1e4, noNaN: true });
  const list = fc.array(fc.record({ baseline: medians, candidate: medians }), {
    minLength: 6,
    maxLength: 20,
  });
  fc.assert(
    fc.property(list, (there) => {
      const back = there.map(({ baseline, candidate }) => ({
        baseline: candidate,
        candidate: baseline,
      }));
      const product = (1 + comparePaired(there, 0).change) * (1 + comparePaired(back, 0).change);
      return Math.abs(product - 1) < 1e-9;
    }),
  );
});

await t.test(
  'equal programs are rarely called different, and the detectable change is found four times in five',
  async (t) => {
    const compare = (random: () => number, change: number) => {
      const noisyMs = () => 10 * (1 + 0.04 * (random() + random() + random() - 1.5));
      const measured = Array.from({ length: 10 }, () => ({
        baseline: noisyMs(),
        candidate: noisyMs() * (1 + change),
      }));
      return comparePaired(measured, 0);
    };
    const random = seededRandom(20);
    const equal = Array.from({ length: 2000 }, () => compare(random, 0));
    const regressed = equal.filter(({ verdict }) => verdict === 'regressed').length / equal.length;
    // Nominally 2.4 %; the standard error of this share is 0.35 %.
    t.ok(regressed > 0.012 && regressed < 0.037, `${regressed}`);

    const detectable =
      equal.reduce((sum, { smallestDetectableChange: size }) => sum + (size ?? 0), 0) / equal.length;
    const slower = Array.from({ length: 2000 }, () => compare(random, detectable));
    const power = slower.filter(({ verdict }) => verdict === 'regressed').length / slower.length;
    t.ok(power > 0.75 && power < 0.85, `${power}`);
  },
);

await t.test('nothing can be compared with no time, or without a pair', async (t) => {
  t.throws(() => comparePaired([{ baseline: 0, candidate: 1 }], 0), RangeError);
  t.throws(() => comparePaired([{ baseline: 1, candidate: 0 }], 0), RangeError);
  t.throws(() => comparePaired([], 0), RangeError);
});

/** Park and Miller's generator: the same numbers everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

import t from 'tap';
import { comparePaired, type ProcessPair } from './comparison.ts';
import { FALSE_ALARM_PROMISE, FALSE_ALARM_RATE, levelOfLastLook, planLooks } from './error-spending.ts';
import { normalQuantile, normalTail } from './normal.ts';
import { medianOfSorted, sortSamples, valueAt } from './quantile.ts';

await t.test('the normal distribution is that of the tables', async (t) => {
  const table = [
    [0, 0.5],
    [1, 0.158655254],
    [1.959963985, 0.025],
    [3, 0.001349898],
    [-2, 0.977249868],
  ] as const;
  for (const [z, tail] of table) {
    t.ok(Math.abs(normalTail(z) / tail - 1) < 1e-6, `${z}`);
    t.ok(Math.abs(normalQuantile(tail) - z) < 1e-5, `${tail}`);
  }
});

await t.test('levels are those of group-sequential tables', async (t) => {
  // Pocock's constant of 2.413 for five looks, two-sided 5 %: its first level is what is spent first, and so on (gsDesign, R).
  const pocock = [0.00791, 0.01382, 0.01837, 0.02196, 0.025];
  const looks = pocock.map((spent, index) => ({ pairs: 10 * (index + 1), spent }));
  for (let last = 1; last <= looks.length; last++) {
    const z = normalQuantile(levelOfLastLook(looks.slice(0, last)));
    t.ok(Math.abs(z - 2.413) < 0.01, `look ${last}: ${z}`);
  }
});

await t.test('looks are planned so that each can decide, and the last has most to spend', async (t) => {
  for (const maxPairs of [6, 8, 10, 15, 30, 60, 200]) {
    const looks = planLooks(maxPairs);
    t.equal(looks.at(-1)?.pairs, maxPairs);
    t.equal(looks.at(-1)?.spent, FALSE_ALARM_RATE);
    for (const [index, look] of looks.entries()) {
      const level = levelOfLastLook(looks.slice(0, index + 1));
      t.ok(2 ** -look.pairs <= level, `${look.pairs} pairs reach ${level}`);
      t.ok(index === looks.length - 1 || look.pairs % 2 === 0, 'both orders are as frequent');
    }
    if (maxPairs >= 15) t.ok(levelOfLastLook(looks) > 0.7 * FALSE_ALARM_RATE, `${maxPairs}`);
  }
  t.strictSame(planLooks(5), []);
});

/** Coefficients of variation as found on shared machines: within one process from run to run, and between processes. */
interface Noise {
  readonly within: number;
  readonly between: number;
}
const RUNS = 30;

await t.test(
  'no more comparisons of equal programs are called regressed than promised, however noisy',
  async (t) => {
    const comparisons = 4000;
    const cases = [
      { pairs: 15, within: 0.12, between: 0.12 },
      { pairs: 15, within: 0.12, between: 0.22 },
      { pairs: 15, within: 0.22, between: 0.12 },
      { pairs: 15, within: 0.22, between: 0.22 },
      // Four looks cost no more of them than two.
      { pairs: 30, within: 0.12, between: 0.12 },
    ];
    const shares = cases.map(({ pairs, ...noise }, index) =>
      shareRegressed(comparisons, { seed: 11 + index, pairs, change: 0, noise }),
    );
    for (const share of shares) t.ok(share <= mostOf(FALSE_ALARM_PROMISE, comparisons), `${share}`);
    const all = shares.reduce((sum, share) => sum + share) / shares.length;
    t.ok(all <= mostOf(FALSE_ALARM_PROMISE, shares.length * comparisons), `${all} of all`);
    t.ok(all > 0.8 * FALSE_ALARM_PROMISE, `${all} of all: nor are they far fewer, at the cost of power`);
  },
);

/** What a share may be found to be in so many trials, by chance: more than that is found for one of a thousand seeds. */
function mostOf(share: number, trials: number): number {
  return share + normalQuantile(0.001) * Math.sqrt((share * (1 - share)) / trials);
}

await t.test(
  '15 pairs find a slowdown of 10 % in 85 % of all cases where processes differ by 5 %',
  async (t) => {
    for (const within of [0.12, 0.22]) {
      const power = shareRegressed(1000, {
        seed: 3,
        pairs: 15,
        change: 0.1,
        noise: { within, between: 0.05 },
      });
      t.ok(power >= 0.85, `${within}: ${power}`);
    }
  },
);

await t.test('processes that differ by 12 or 22 % among themselves need more pairs than that', async (t) => {
  const noisy = { within: 0.12, between: 0.12 };
  t.ok(shareRegressed(500, { seed: 7, pairs: 15, change: 0.1, noise: noisy }) < 0.7);
  t.ok(shareRegressed(500, { seed: 7, pairs: 45, change: 0.1, noise: noisy }) >= 0.85);
});

interface Series {
  readonly seed: number;
  readonly pairs: number;
  readonly change: number;
  readonly noise: Noise;
}

/** @returns how many of so many sequential comparisons, with a limit of 0, come to that verdict at any look */
function shareRegressed(comparisons: number, { seed, pairs, change, noise }: Series): number {
  const looks = planLooks(pairs);
  const tests = looks.map((look, index) => ({
    pairs: look.pairs,
    level: levelOfLastLook(looks.slice(0, index + 1)),
  }));
  const simulate = pairSimulator(seed, change, noise);
  let regressed = 0;
  for (let index = 0; index < comparisons; index++) {
    const measured = Array.from({ length: pairs }, simulate);
    if (
      tests.some(
        (test) => comparePaired(measured.slice(0, test.pairs), 0, test.level).verdict === 'regressed',
      )
    )
      regressed++;
  }
  return regressed / comparisons;
}

function pairSimulator(seed: number, change: number, { within, between }: Noise): () => ProcessPair {
  const uniform = seededUniform(seed);
  // Box and Muller's.
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  // Medians of runs around 1, drawn from again and again: to simulate the runs of every process takes nearly all of the time.
  const medians = Array.from({ length: 1000 }, () =>
    medianOfSorted(sortSamples(Array.from({ length: RUNS }, () => Math.exp(within * normal())))),
  );
  const processMedian = (scale: number): number =>
    10 * scale * Math.exp(between * normal()) * valueAt(medians, Math.floor(uniform() * medians.length));
  return () => ({ baseline: processMedian(1), candidate: processMedian(1 + change) });
}

/** Park and Miller's generator: the same numbers everywhere. */
function seededUniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** How often identical code would be called regressed on this very machine, from processes that were really run. */
import { comparePaired, type ProcessPair } from './comparison.ts';
import { levelOfLastLook, planLooks } from './error-spending.ts';
import { mean, standardDeviation } from './moments.ts';

/** How often identical code is called regressed on this machine, by which rule: shares of 1. */
export interface FalseAlarms {
  /** Comparisons made of the measured processes, by swapping the sides of ABBA blocks at random. */
  readonly comparisons: number;
  /** One process of each side, their medians held against the limit. */
  readonly singleProcesses: number;
  /** The paired comparison, with the limit. */
  readonly withLimit: number;
  /** The paired comparison, with a limit of 0. */
  readonly withoutLimit: number;
  /** Coefficient of variation of the processes' latencies. */
  readonly variation: number;
}

/** Two pairs in ABBA order belong together: what the order does to them is kept when their sides are swapped. */
const PAIRS_PER_BLOCK = 2;

/**
 * Of identical programs either could have been called the baseline: with the sides of each block swapped at random, the very series is as likely.
 * @param pairs of identical programs, in the order in which they ran
 * @param random numbers of 0 … 1
 */
export function simulateFalseAlarms(
  pairs: readonly ProcessPair[],
  maxRegression: number,
  { comparisons, random }: { comparisons: number; random: () => number },
): FalseAlarms {
  const looks = planLooks(pairs.length);
  const tests = looks.map((look, index) => ({
    pairs: look.pairs,
    level: levelOfLastLook(looks.slice(0, index + 1)),
  }));
  const isAlarm = (series: readonly ProcessPair[], limit: number): boolean =>
    tests.some(
      ({ pairs: n, level }) => comparePaired(series.slice(0, n), limit, level).verdict === 'regressed',
    );
  let [withLimit, withoutLimit] = [0, 0];
  for (let index = 0; index < comparisons; index++) {
    const series = swapBlocks(pairs, random);
    // Whoever is above the limit for certain is above 0 for certain.
    if (!isAlarm(series, 0)) continue;
    withoutLimit++;
    if (isAlarm(series, maxRegression)) withLimit++;
  }
  return {
    comparisons,
    singleProcesses: shareBeyond(pairs, maxRegression),
    withLimit: withLimit / comparisons,
    withoutLimit: withoutLimit / comparisons,
    variation: variationOf(pairs),
  };
}

function swapBlocks(pairs: readonly ProcessPair[], random: () => number): ProcessPair[] {
  let swapped = false;
  return pairs.map((pair, index) => {
    if (index % PAIRS_PER_BLOCK === 0) swapped = random() < 0.5;
    return swapped ? { baseline: pair.candidate, candidate: pair.baseline } : pair;
  });
}

/** Either process of a pair could have been the candidate. */
function shareBeyond(pairs: readonly ProcessPair[], limit: number): number {
  const beyond = pairs.filter(({ baseline, candidate }) => {
    const ratio = candidate / baseline;
    return Math.max(ratio, 1 / ratio) > 1 + limit;
  });
  return beyond.length / (2 * pairs.length);
}

function variationOf(pairs: readonly ProcessPair[]): number {
  const figures = pairs.flatMap(({ baseline, candidate }) => [baseline, candidate]);
  const center = mean(figures);
  return (standardDeviation(figures, center) ?? 0) / center;
}

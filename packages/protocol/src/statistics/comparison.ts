/** Comparing two programs, models or settings by figures of fresh processes, run in pairs (ABBA). */
import { normalQuantile } from './normal.ts';
import { locateDifferences, TAIL_OF_CI95 } from './signed-rank.ts';

/** One process of each, run one after the other. Both in the same unit, such as the median latency in ms, and greater than 0. */
export interface ProcessPair {
  readonly baseline: number;
  readonly candidate: number;
}

export type Verdict = 'pass' | 'regressed' | 'inconclusive';

export interface Comparison {
  readonly pairs: number;
  /** How much more the candidate takes: 0.03 is 3 % more, −0.03 less. */
  readonly change: number;
  /** `null` below six pairs. */
  readonly changeCi95: readonly [number, number] | null;
  /** Regressed: beyond the limit for certain. Pass: not beyond it, for certain. Inconclusive: more pairs are needed. */
  readonly verdict: Verdict;
  /** A change of this size or more would have been told from none in four of five such comparisons; `null` below six pairs. */
  readonly smallestDetectableChange: number | null;
  /** With so many pairs, four of five comparisons of equal programs would pass; `null` where that cannot be told or no number would do. */
  readonly pairsNeeded: number | null;
}

/** (z of the interval's end + this) standard errors are found with a power of 80 %. */
export const POWER_Z = normalQuantile(0.2);
const MIN_PAIRS = 6;

/**
 * Differences are taken between logarithms: a ratio and its inverse then weigh the same, so that equal programs differ symmetrically.
 * @param maxRegression the increase that is still accepted: 0.05 for 5 %, 0 for none
 * @param tail how probably the change may lie beyond each end of its interval
 * @throws RangeError without a pair, or for a figure that is not greater than 0
 */
export function comparePaired(
  pairs: readonly ProcessPair[],
  maxRegression: number,
  tail = TAIL_OF_CI95,
): Comparison {
  const { estimate, interval } = locateDifferences(pairs.map(logRatio), tail);
  const changeCi95 = interval && ([Math.expm1(interval[0]), Math.expm1(interval[1])] as const);
  const z = normalQuantile(tail);
  const standardError = interval && (interval[1] - interval[0]) / 2 / z;
  const detectable = (z + POWER_Z) * (standardError ?? 0);
  return {
    pairs: pairs.length,
    change: Math.expm1(estimate),
    changeCi95,
    verdict: judgeInterval(changeCi95, maxRegression),
    smallestDetectableChange: standardError === null ? null : Math.expm1(detectable),
    pairsNeeded:
      standardError === null ? null : neededPairs(pairs.length, detectable, Math.log1p(maxRegression)),
  };
}

export function judgeInterval(ci95: readonly [number, number] | null, maxRegression: number): Verdict {
  if (ci95 === null) return 'inconclusive';
  if (ci95[0] > maxRegression) return 'regressed';
  return ci95[1] <= maxRegression ? 'pass' : 'inconclusive';
}

/** Of several metrics: one that has regressed decides, and all must pass to pass. */
export function combineVerdicts(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('regressed')) return 'regressed';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}

/** Standard errors fall with the root of the number of pairs. */
function neededPairs(pairs: number, detectable: number, limit: number): number | null {
  if (limit <= 0) return null;
  return Math.max(MIN_PAIRS, Math.ceil(pairs * (detectable / limit) ** 2));
}

export function logRatio({ baseline, candidate }: ProcessPair): number {
  const ratio = candidate / baseline;
  if (!(ratio > 0 && ratio < Infinity)) {
    throw new RangeError(`cannot compare ${candidate} with ${baseline}`);
  }
  return Math.log(ratio);
}

/** Comparing two programs, models or settings by the medians of fresh processes, run in pairs (ABBA). */
import { locateDifferences } from './signed-rank.ts';

/** One process of each, run one after the other. Medians in ms, greater than 0. */
export interface ProcessPair {
  readonly baselineMs: number;
  readonly candidateMs: number;
}

export interface Comparison {
  readonly pairs: number;
  /** How much longer the candidate takes: 0.03 is 3 % slower, −0.03 faster. */
  readonly change: number;
  /** `null` below six pairs. */
  readonly changeCi95: readonly [number, number] | null;
  /** The limit that the verdict was made against. */
  readonly maxRegression: number;
  /** Regressed: slower than the limit for certain. Pass: not slower than it, for certain. Inconclusive: more pairs are needed. */
  readonly verdict: 'pass' | 'regressed' | 'inconclusive';
  /** A change of this size or more would have been told from none in four of five such comparisons; `null` below six pairs. */
  readonly smallestDetectableChange: number | null;
}

/** From the half-width of a 95 % interval to the change found with a power of 80 %: (z₀.₉₇₅ + z₀.₈) / z₀.₉₇₅. */
const POWER_FACTOR = (1.96 + 0.842) / 1.96;

/**
 * Differences are taken between logarithms: a ratio and its inverse then weigh the same, so that equal programs differ symmetrically.
 * @param maxRegression the slowdown that is still accepted: 0.05 for 5 %, 0 for none
 * @throws RangeError without a pair, or for a median that is not greater than 0
 */
export function comparePaired(pairs: readonly ProcessPair[], maxRegression: number): Comparison {
  const { estimate, ci95 } = locateDifferences(pairs.map(logRatio));
  const changeCi95 = ci95 && ([Math.expm1(ci95[0]), Math.expm1(ci95[1])] as const);
  return {
    pairs: pairs.length,
    change: Math.expm1(estimate),
    changeCi95,
    maxRegression,
    verdict: judge(changeCi95, maxRegression),
    smallestDetectableChange: ci95 && Math.expm1(((ci95[1] - ci95[0]) / 2) * POWER_FACTOR),
  };
}

function logRatio({ baselineMs, candidateMs }: ProcessPair): number {
  const ratio = candidateMs / baselineMs;
  if (!(ratio > 0 && ratio < Infinity)) {
    throw new RangeError(`cannot compare medians of ${baselineMs} ms and ${candidateMs} ms`);
  }
  return Math.log(ratio);
}

function judge(ci95: readonly [number, number] | null, maxRegression: number): Comparison['verdict'] {
  if (ci95 === null) return 'inconclusive';
  if (ci95[0] > maxRegression) return 'regressed';
  return ci95[1] <= maxRegression ? 'pass' : 'inconclusive';
}

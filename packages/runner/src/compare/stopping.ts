/** In which order a comparison runs its processes, and when it has run enough of them. Pure. */
import {
  compareMetrics,
  fewestPairs,
  verdictOf,
  type Look,
  type MetricComparison,
  type MetricLimits,
  type ProcessFigures,
} from '@dumont/protocol';
import type { PairedRequest, Side } from './paired-request.ts';

/** Where only the time is limited. More pairs would find out changes that nobody asks for. */
const MOST_PAIRS = 200;

/**
 * ABBA: whatever drifts, or comes of being the first of a pair, falls on both sides alike.
 * @param before how many pairs have run
 */
export function orderOfPair(before: number): readonly [Side, Side] {
  return before % 2 === 0 ? ['baseline', 'candidate'] : ['candidate', 'baseline'];
}

/** @returns as many pairs as the time is enough for, the first one included, and no fewer than can decide anything */
export function affordablePairs(limits: MetricLimits, leftMs: number, pairMs: number): number {
  return Math.min(MOST_PAIRS, Math.max(fewestPairs(limits), 1 + Math.floor(leftMs / pairMs)));
}

/** @returns the metrics that end the comparison; null where it goes on, because no look is due or nothing is certain */
export function decide(
  { kind, limits }: Pick<PairedRequest, 'kind' | 'limits'>,
  processes: readonly ProcessFigures[],
  planned: readonly Look[],
): MetricComparison[] | null {
  const pairs = processes.length / 2;
  // A self-test wants all its pairs, whatever they say.
  if (kind === 'self-test' || !planned.some((look) => look.pairs === pairs)) return null;
  const looks = planned.filter((look) => look.pairs <= pairs);
  const metrics = compareMetrics(processes, limits, looks);
  return verdictOf(metrics) === 'inconclusive' ? null : metrics;
}

/** When a series of figures changed its level, by Pettitt's test (1979): ranks alone, so that no distribution is assumed. */
import { median, medianOfSorted, sortSamples } from './quantile.ts';
import { mannWhitney } from './drift.ts';

/** Below, no change could be significant by Pettitt's approximation. */
const MIN_LENGTH = 8;
const MIN_CONFIDENCE = 0.95;

export interface ChangePoint {
  /** Index of the first figure after the change. */
  readonly index: number;
  /** Of the median: 0.1 is 10 % more after than before. */
  readonly change: number;
  /** That there was a change at all, 0.95 … 1. */
  readonly confidence: number;
}

/** @param series in the order of time, all above 0 @returns null without a clear change */
export function findChangePoint(series: readonly number[]): ChangePoint | null {
  const n = series.length;
  if (n < MIN_LENGTH) return null;
  let [most, least, index] = [0, Infinity, 0];
  for (let split = 1; split < n; split++) {
    const before = sortSamples(series.slice(0, split));
    const after = sortSamples(series.slice(split));
    // Mann and Whitney's count of pairs, centred and doubled, is Pettitt's statistic.
    const { superiority } = mannWhitney(before, after);
    most = Math.max(most, Math.abs(2 * superiority - 1) * split * (n - split));
    // It leans towards the middle; where each part lies closest around its own median says better when.
    const spread = deviations(before) + deviations(after);
    if (spread < least) [least, index] = [spread, split];
  }
  const confidence = 1 - Math.min(1, 2 * Math.exp((-6 * most ** 2) / (n ** 3 + n ** 2)));
  if (confidence < MIN_CONFIDENCE) return null;
  return { index, change: median(series.slice(index)) / median(series.slice(0, index)) - 1, confidence };
}

function deviations(sorted: Float64Array): number {
  const center = medianOfSorted(sorted);
  return sorted.reduce((sum, value) => sum + Math.abs(value - center), 0);
}

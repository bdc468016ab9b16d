/** Drift: whether the last third of the runs took longer, or shorter, than the first. */
import { medianOfSorted, sortSamples, valueAt, type Samples } from './quantile.ts';

/** A smaller change than this is not worth a word. */
const MIN_CHANGE = 0.05;
/** A late run outlasts an early one this often: Vargha and Delaney's large effect. Guards big samples, in which any change is significant. */
const MIN_SUPERIORITY = 0.71;
/** Two-sided p < 0.01. */
const MIN_Z = 2.576;

/**
 * @param samples in the order of measuring
 * @returns the relative change of the median from the first third to the last (0.1: a tenth slower), or `null` without a clear one;
 *   always so below 15 samples, where thirds are too small to tell
 */
export function findDrift(samples: Samples): number | null {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return null;
  const early = sortSamples(samples.slice(0, third));
  const late = sortSamples(samples.slice(-third));
  const change = medianOfSorted(late) / medianOfSorted(early) - 1;
  if (!(Math.abs(change) >= MIN_CHANGE)) return null;
  const { superiority, z } = mannWhitney(early, late);
  const clear = Math.abs(z) >= MIN_Z && Math.max(superiority, 1 - superiority) >= MIN_SUPERIORITY;
  return clear ? change : null;
}

/**
 * Mann and Whitney's test with the correction for ties, normal approximation.
 * @returns how probably a value of `second` is greater than one of `first` (ties count half), and how many standard errors that is from ½
 */
export function mannWhitney(first: Float64Array, second: Float64Array): { superiority: number; z: number } {
  const n = first.length + second.length;
  let [i, j, wins, ties] = [0, 0, 0, 0];
  while (i < first.length || j < second.length) {
    const value = Math.min(first[i] ?? Infinity, second[j] ?? Infinity);
    const equalFirst = countEqual(first, i, value);
    const equalSecond = countEqual(second, j, value);
    wins += equalSecond * (i + equalFirst / 2);
    ties += (equalFirst + equalSecond) ** 3 - (equalFirst + equalSecond);
    i += equalFirst;
    j += equalSecond;
  }
  const pairs = first.length * second.length;
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
  return { superiority: wins / pairs, z: variance > 0 ? (wins - pairs / 2) / Math.sqrt(variance) : 0 };
}

function countEqual(sorted: Float64Array, from: number, value: number): number {
  let to = from;
  while (to < sorted.length && valueAt(sorted, to) === value) to++;
  return to - from;
}

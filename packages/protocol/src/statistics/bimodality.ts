/** Bimodality: whether the runs fall into two groups, such as two clock speeds, with few between them. */
import { binomial } from './binomial.ts';
import { medianOfSorted, valueAt } from './quantile.ts';

/** A tenth of the runs makes a group; fewer are outliers. */
const MIN_SHARE = 0.1;
/** Left out at each end while looking for the groups, which outliers would otherwise decide. */
const TRIM = 0.05;
/** Groups nearer to each other than this share of the median are one. */
const MIN_DISTANCE = 0.1;
/** So many different values from one group's middle to the other's; with fewer it is the clock's ticks that leave gaps. */
const MIN_DISTINCT = 7;
/** How likely the dent between the groups may be by chance. */
const MAX_CHANCE = 0.001;
/** The dent holds at most this part of the smaller group's middle: in a big sample the shallowest one is significant. */
const MAX_DEPTH = 0.5;

export interface Modes {
  /** Median of the lower group. */
  readonly lower: number;
  readonly upper: number;
  /** Share of the samples that are in the upper group. */
  readonly upperShare: number;
}

/**
 * The samples are split into the two groups of least variance. Three bands of equal width are then laid over the middle of each group
 * and halfway between: with a single mode, wherever it is, the band between is never expected to hold fewer samples than both others,
 * so a binomial test of it against the smaller of them tells, whatever the shape of the distribution. O(n).
 * @returns `null` for a single mode
 */
export function findModes(sorted: Float64Array): Modes | null {
  const split = splitInTwo(sorted);
  if (split === null) return null;
  const lower = medianOfSorted(sorted.subarray(0, split));
  const upper = medianOfSorted(sorted.subarray(split));
  const distance = upper - lower;
  if (distance < MIN_DISTANCE * medianOfSorted(sorted)) return null;
  if (countDistinct(sorted, lower, upper) < MIN_DISTINCT) return null;
  const band = (center: number) => countWithin(sorted, center - distance / 6, center + distance / 6);
  const peak = Math.min(band(lower), band(upper));
  const dent = band((lower + upper) / 2);
  if (dent > MAX_DEPTH * peak) return null;
  if (binomial(peak + dent, 0.5).between(0, dent) > MAX_CHANCE) return null;
  return { lower, upper, upperShare: 1 - split / sorted.length };
}

/** @returns how many samples make the lower group, or `null` where one of the two would be too small */
function splitInTwo(sorted: Float64Array): number | null {
  const n = sorted.length;
  const trimmed = sorted.subarray(Math.floor(n * TRIM), Math.ceil(n * (1 - TRIM)));
  const offset = Math.floor(n * TRIM);
  const origin = valueAt(sorted, 0);
  const total = trimmed.reduce((sum, value) => sum + (value - origin), 0);
  let [best, bestSpread, below] = [null as number | null, 0, 0];
  for (let size = 1; size < trimmed.length; size++) {
    below += valueAt(trimmed, size - 1) - origin;
    const split = offset + size;
    if (valueAt(sorted, split - 1) === valueAt(sorted, split)) continue;
    const rest = trimmed.length - size;
    const spread = size * rest * (below / size - (total - below) / rest) ** 2;
    if (spread > bestSpread) [best, bestSpread] = [split, spread];
  }
  return best !== null && best >= MIN_SHARE * n && best <= (1 - MIN_SHARE) * n ? best : null;
}

/** @returns how many values differ, by more than rounding, among those from `low` to `high` */
function countDistinct(sorted: Float64Array, low: number, high: number): number {
  const rounding = (high - low) * 1e-6;
  let [count, last] = [0, -Infinity];
  for (const value of sorted) {
    if (value < low || value > high || value - last <= rounding) continue;
    [count, last] = [count + 1, value];
  }
  return count;
}

function countWithin(sorted: Float64Array, low: number, high: number): number {
  let count = 0;
  for (const value of sorted) if (value >= low && value <= high) count++;
  return count;
}

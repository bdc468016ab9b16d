/** Outliers by distance from the median in median absolute deviations (MAD): hyperfine's rule, ten robust standard deviations. */
import { mean } from './moments.ts';
import { medianOfSorted, valueAt } from './quantile.ts';

const MADS = 14.8;
/** For a normal distribution the mean absolute deviation is 1.18 MAD. */
const MEAN_DEVIATIONS = MADS / 1.18;

/**
 * How far from the median a sample may lie. Where more than half of the samples are equal, as with a coarse clock, the MAD is 0 and
 * every other sample would be an outlier; the mean absolute deviation then takes its place (Iglewicz and Hoaglin, 1993).
 * @param sorted ascending, not empty
 */
export function outlierDistance(sorted: Float64Array): number {
  const deviations = sortedDeviations(sorted, medianOfSorted(sorted));
  const mad = medianOfSorted(deviations);
  return mad > 0 ? MADS * mad : MEAN_DEVIATIONS * mean(deviations);
}

export function countOutliers(sorted: Float64Array): number {
  const center = medianOfSorted(sorted);
  const distance = outlierDistance(sorted);
  let outliers = 0;
  for (const value of sorted) if (Math.abs(value - center) > distance) outliers++;
  return outliers;
}

/** Absolute deviations in ascending order, without sorting again: the greatest one left is at one end or the other. */
function sortedDeviations(sorted: Float64Array, center: number): Float64Array {
  const deviations = new Float64Array(sorted.length);
  let low = 0;
  let high = sorted.length - 1;
  for (let place = high; place >= 0; place--) {
    const left = center - valueAt(sorted, low);
    const right = valueAt(sorted, high) - center;
    if (left > right) low++;
    else high--;
    deviations[place] = Math.max(left, right);
  }
  return deviations;
}

/** When a sample says enough about its median to stop measuring. */
import { quantileCi95 } from './confidence.ts';
import { medianOfSorted, sortSamples, type Samples } from './quantile.ts';

const TOLERANCE = 0.01;

/**
 * True where the 95 % interval of the median is within ±1 % of the median. Sorts a copy, O(n log n), and each look is another
 * chance to be stable by luck: ask at growing intervals, such as each time the sample has grown by half, not after every run.
 */
export function isStable(samples: Samples): boolean {
  if (samples.length === 0) return false;
  const sorted = sortSamples(samples);
  const ci95 = quantileCi95(sorted, 0.5);
  return ci95 !== null && (ci95[1] - ci95[0]) / 2 <= TOLERANCE * medianOfSorted(sorted);
}

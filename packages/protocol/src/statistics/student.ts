/** Student's t. */
import { normalQuantile } from './normal.ts';

/**
 * Cornish and Fisher's expansion about the normal quantile (Abramowitz and Stegun 26.7.5): within 0.1 % from five degrees of freedom on.
 * @param tail above the quantile, between 0 and 0.5
 */
export function studentQuantile(tail: number, degreesOfFreedom: number): number {
  const z = normalQuantile(tail);
  const v = degreesOfFreedom;
  const terms = [
    z,
    (z ** 3 + z) / (4 * v),
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * v ** 2),
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * v ** 3),
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / (92_160 * v ** 4),
  ];
  return terms.reduce((sum, term) => sum + term, 0);
}

/** Mean and deviation, each in two passes, so that neither a large offset nor millions of samples cost digits. */
import type { Samples } from './quantile.ts';

export function mean(values: Samples): number {
  const estimate = sum(values, (value) => value) / values.length;
  return estimate + sum(values, (value) => value - estimate) / values.length;
}

/**
 * Sample standard deviation (n − 1).
 * @param center the mean of the values
 * @returns `null` for fewer than two values
 */
export function standardDeviation(values: Samples, center: number): number | null {
  if (values.length < 2) return null;
  return Math.sqrt(sum(values, (value) => (value - center) ** 2) / (values.length - 1));
}

function sum(values: Samples, term: (value: number) => number): number {
  let total = 0;
  for (const value of values) total += term(value);
  return total;
}

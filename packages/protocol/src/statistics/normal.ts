/** The standard normal distribution. */

/**
 * Upper tail, with a relative error below 1.2e-7 (the Chebyshev fit of erfc in Numerical Recipes, §6.2).
 * @returns P(Z > z)
 */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  let fitted = 0;
  for (let index = ERFC_FIT.length - 1; index >= 0; index--) fitted = fitted * t + (ERFC_FIT[index] ?? 0);
  const tail = (t * Math.exp(fitted - x * x)) / 2;
  return z >= 0 ? tail : 1 - tail;
}

/** @param tail between 0 and 1, not at either @returns the z with P(Z > z) = tail */
export function normalQuantile(tail: number): number {
  let [low, high] = [-40, 40];
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

const ERFC_FIT = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];

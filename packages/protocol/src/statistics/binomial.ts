/** The binomial distribution, for numbers of trials up to the tens of millions. */

export interface Binomial {
  /** The smallest number of successes that is not negligibly rare. */
  readonly first: number;
  /** The greatest one. */
  readonly last: number;
  /** Probability of exactly so many successes. */
  readonly at: (successes: number) => number;
  /** Probability of `from` to `to` successes, both included. */
  readonly between: (from: number, to: number) => number;
}

/** Rarer than this against the likeliest outcome is never: all of those together are far below what a double resolves. */
const NEGLIGIBLE = 1e-30;

/** Probabilities by ratio from the likeliest outcome outwards: O(√n), and without the digits that log-gamma loses at large n. */
export function binomial(trials: number, probability: number): Binomial {
  const odds = probability / (1 - probability);
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  const below: number[] = [];
  for (let k = mode, weight = 1; k > 0; k--) {
    weight *= k / (trials - k + 1) / odds;
    if (weight < NEGLIGIBLE) break;
    below.push(weight);
  }
  const above: number[] = [];
  for (let k = mode, weight = 1; k < trials; k++) {
    weight *= ((trials - k) / (k + 1)) * odds;
    if (weight < NEGLIGIBLE) break;
    above.push(weight);
  }
  const weights = [...below.reverse(), 1, ...above];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const first = mode - below.length;
  const last = mode + above.length;
  const at = (successes: number) => (weights[successes - first] ?? 0) / total;
  const between = (from: number, to: number) => {
    let sum = 0;
    for (let k = Math.max(from, first); k <= Math.min(to, last); k++) sum += at(k);
    return sum;
  };
  return { first, last, at, between };
}

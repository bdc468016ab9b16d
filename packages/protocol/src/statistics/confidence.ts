/**
 * Distribution-free confidence intervals of quantiles. Of n independent samples, Binomial(n, p) lie below the p-quantile whatever
 * their distribution, so two order statistics enclose it with a probability that depends on n and p alone.
 */
import { binomial, type Binomial } from './binomial.ts';
import { valueAt } from './quantile.ts';

const ERROR = 0.05;

/** Two order statistics, counted from 1. */
export interface Ranks {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Ranks of the order statistics that enclose a quantile with at least 95 % confidence: at most 2.5 % beyond each end, as in the
 * published tables of the median. A sample too small for that on one side ends there with its extreme, and the other side gets
 * what is left of the 5 %.
 * @returns `null` where even the whole sample is too small: below 6 for the median; 29, 59, 299 and 2,995 for p90, p95, p99 and p99.9
 */
export function quantileRanks(n: number, probability: number): Ranks | null {
  const distribution = binomial(n, probability);
  let lower = lowerRank(distribution, ERROR / 2);
  let upper = upperRank(distribution, ERROR / 2);
  if (upper > n) lower = lowerRank(distribution, ERROR - distribution.at(n));
  else if (lower < 1) upper = upperRank(distribution, ERROR - distribution.at(0));
  lower = Math.max(1, lower);
  upper = Math.min(n, upper);
  return outside(distribution, lower, upper) <= ERROR ? { lower, upper } : null;
}

/** 95 % confidence interval of a quantile; see `quantileRanks`. */
export function quantileCi95(sorted: Float64Array, probability: number): [number, number] | null {
  const ranks = quantileRanks(sorted.length, probability);
  return ranks && [valueAt(sorted, ranks.lower - 1), valueAt(sorted, ranks.upper - 1)];
}

/** @returns the greatest rank whose order statistic lies above the quantile with at most this probability; 0 where none does */
function lowerRank(distribution: Binomial, tail: number): number {
  let rank = distribution.first;
  for (let sum = distribution.at(rank); sum <= tail; sum += distribution.at(rank)) rank++;
  return rank;
}

/** @returns the smallest rank whose order statistic lies below the quantile with at most this probability; n + 1 where none does */
function upperRank(distribution: Binomial, tail: number): number {
  let successes = distribution.last;
  for (let sum = distribution.at(successes); sum <= tail; sum += distribution.at(successes)) successes--;
  return successes + 1;
}

/** @returns the probability that the quantile lies below the one order statistic or above the other */
function outside(distribution: Binomial, lower: number, upper: number): number {
  return distribution.between(0, lower - 1) + distribution.between(upper, distribution.last);
}

/**
 * Where paired differences lie, by Wilcoxon's signed ranks: exact for any distribution that is symmetric, as the differences between two
 * equal programs in balanced order are. From twelve pairs on, one disturbed pair hardly moves the interval.
 */
import { medianOfSorted, sortSamples, valueAt } from './quantile.ts';

/** Beyond either end of a 95 % interval. */
export const TAIL_OF_CI95 = 0.025;

export interface Location {
  /** Hodges and Lehmann's estimate: the median of all pairwise means. */
  readonly estimate: number;
  /** `null` where the differences are too few for it: below six for 2.5 % beyond either end. */
  readonly interval: readonly [number, number] | null;
}

/**
 * O(n³) in the number of differences: meant for at most some hundreds.
 * @param tail how probably the location may lie beyond each end of the interval
 */
export function locateDifferences(differences: readonly number[], tail = TAIL_OF_CI95): Location {
  const means = sortSamples(pairwiseMeans(differences));
  const outside = signedRankQuantile(differences.length, tail);
  return {
    estimate: medianOfSorted(means),
    interval: outside === 0 ? null : [valueAt(means, outside - 1), valueAt(means, means.length - outside)],
  };
}

/** Means of every pair of values, each with itself too (Walsh averages). */
function pairwiseMeans(values: readonly number[]): number[] {
  return values.flatMap((value, index) => values.slice(index).map((other) => (value + other) / 2));
}

/**
 * From the exact null distribution of the signed-rank sum T⁺.
 * @returns the greatest k with P(T⁺ < k) ≤ tail: the interval runs from the k-th smallest pairwise mean to the k-th greatest; 0 where there is none
 */
export function signedRankQuantile(n: number, tail = TAIL_OF_CI95): number {
  const probabilities = signedRankDistribution(n);
  let [k, below] = [0, 0];
  for (const probability of probabilities) {
    below += probability;
    if (below > tail) break;
    k++;
  }
  return k;
}

/** By n: thousands of comparisons of as many pairs need the same one, which takes n³ steps. */
const distributions = new Map<number, Float64Array>();

function signedRankDistribution(n: number): Float64Array {
  const known = distributions.get(n) ?? computeDistribution(n);
  distributions.set(n, known);
  return known;
}

/** Each rank from 1 to n is in the sum or not, with even odds. Half of the symmetric distribution is enough. */
function computeDistribution(n: number): Float64Array {
  const probabilities = new Float64Array(Math.floor((n * (n + 1)) / 4) + 1);
  probabilities[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = probabilities.length - 1; sum >= 0; sum--) {
      const without = valueAt(probabilities, sum);
      const including = sum >= rank ? valueAt(probabilities, sum - rank) : 0;
      probabilities[sum] = (without + including) / 2;
    }
  }
  return probabilities;
}

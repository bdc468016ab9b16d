/** Quantiles by Hyndman and Fan's definition 7 (linear between order statistics), the default of R, NumPy and Julia. */

/** Durations in the order of measuring. */
export type Samples = Float64Array | readonly number[];

/** @returns an ascending copy; every statistic of one sample can share it */
export function sortSamples(samples: Samples): Float64Array {
  return new Float64Array(samples).sort();
}

/** @param index from 0 @throws RangeError where the sample has no such value */
export function valueAt(values: Samples, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`a sample of ${values.length} has no value ${index}`);
  return value;
}

/**
 * @param sorted ascending, not empty
 * @param probability 0…1
 */
export function quantileOfSorted(sorted: Samples, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const index = Math.floor(position);
  const below = valueAt(sorted, index);
  const fraction = position - index;
  return fraction === 0 ? below : below + fraction * (valueAt(sorted, index + 1) - below);
}

export function medianOfSorted(sorted: Samples): number {
  return quantileOfSorted(sorted, 0.5);
}

export function median(values: Samples): number {
  return medianOfSorted(sortSamples(values));
}

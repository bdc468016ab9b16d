/** Samples made fewer for drawing: groups by time and bins by size. Pure. */

export interface Group {
  /** Number of its first sample, from 1. */
  readonly start: number;
  readonly size: number;
  readonly median: number;
  readonly max: number;
}

/**
 * @param samples in the order in which they were taken
 * @returns consecutive groups of samples, each of one where there are few
 */
export function groupSamples(samples: readonly number[], most: number): Group[] {
  const count = Math.min(most, samples.length);
  return Array.from({ length: count }, (_, group) => {
    const from = Math.floor((group * samples.length) / count);
    const to = Math.floor(((group + 1) * samples.length) / count);
    const sorted = Float64Array.from(samples.slice(from, to)).sort();
    return {
      start: from + 1,
      size: to - from,
      median: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
      max: sorted.at(-1) ?? 0,
    };
  });
}

export interface Bins {
  readonly counts: number[];
  readonly low: number;
  readonly high: number;
}

/** @param sorted at least one @returns bins of equal width: one where all samples are equal */
export function binSamples(sorted: Float64Array, { fewest, most }: { fewest: number; most: number }): Bins {
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 0;
  const count = high > low ? Math.min(most, Math.max(fewest, Math.round(2 * Math.sqrt(sorted.length)))) : 1;
  const counts = new Array<number>(count).fill(0);
  for (const sample of sorted) {
    const place = high > low ? (sample - low) / (high - low) : 0;
    const bin = Math.min(count - 1, Math.floor(place * count));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { counts, low, high };
}

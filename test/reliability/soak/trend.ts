/** Whether a series of samples grows, and how sure that is. Pure. */
import { median } from 'simple-statistics';

type Samples = readonly (readonly [jobs: number, value: number])[];

export interface Trend {
  readonly first: number;
  readonly last: number;
  /** Growth in a thousand jobs: the median of the slopes between all pairs of samples (Theil and Sen). */
  readonly per1000Jobs: number;
  /** The lower end of its interval; minus infinity where the samples are too few to tell. */
  readonly atLeastPer1000Jobs: number;
}

/** Of the normal distribution: a process that does not grow seems to in one soak of a hundred. */
const QUANTILE_99 = 2.326;

/**
 * The interval is by Kendall's rank test: it asks nothing of how the noise is distributed, and an odd sample does not move it.
 * @param samples pairs of jobs done and value, in order
 */
export function trendOf(samples: Samples): Trend {
  const slopes = samples
    .flatMap(([jobs, value], index) =>
      samples.slice(index + 1).map(([laterJobs, later]) => (later - value) / (laterJobs - jobs)),
    )
    .toSorted((one, other) => one - other);
  const count = samples.length;
  const spread = QUANTILE_99 * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const lowest = slopes[Math.floor((slopes.length - spread) / 2) - 1] ?? -Infinity;
  return {
    first: samples[0]?.[1] ?? 0,
    last: samples.at(-1)?.[1] ?? 0,
    per1000Jobs: slopes.length === 0 ? 0 : median(slopes) * 1000,
    atLeastPer1000Jobs: lowest * 1000,
  };
}

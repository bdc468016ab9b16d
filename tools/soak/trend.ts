/** Whether a series of samples grows. Pure. */
import { linearRegression } from 'simple-statistics';

export interface Trend {
  readonly first: number;
  readonly last: number;
  /** Growth in a thousand jobs, by least squares. */
  readonly per1000Jobs: number;
}

/** @param samples pairs of jobs done and value */
export function trendOf(samples: readonly (readonly [jobs: number, value: number])[]): Trend {
  const { m } = linearRegression(samples.map(([jobs, value]) => [jobs, value]));
  return { first: samples[0]?.[1] ?? 0, last: samples.at(-1)?.[1] ?? 0, per1000Jobs: m * 1000 };
}

/** Whether a series of samples grows. Pure. */
import { linearRegression } from 'simple-statistics';

type Samples = readonly (readonly [jobs: number, value: number])[];

export interface Trend {
  readonly first: number;
  readonly last: number;
  /** Growth in a thousand jobs, by least squares. */
  readonly per1000Jobs: number;
}

/** @param samples pairs of jobs done and value */
export function trendOf(samples: Samples): Trend {
  const { m } = linearRegression(samples.map(([jobs, value]) => [jobs, value]));
  return { first: samples[0]?.[1] ?? 0, last: samples.at(-1)?.[1] ?? 0, per1000Jobs: m * 1000 };
}

/** The lowest of each half: for what goes up and down by itself and must come down as far each time. */
export function lowest(samples: Samples): Samples {
  const middle = Math.ceil(samples.length / 2);
  const halves = [samples.slice(0, middle), samples.slice(middle)];
  return halves.flatMap((half) => [...half].sort(([, one], [, other]) => one - other).slice(0, 1));
}

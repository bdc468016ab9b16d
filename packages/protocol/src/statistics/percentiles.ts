/** The percentiles that a summary has beside its median. */

export const PERCENTILES = [
  { key: 'p90', label: 'p90', fewestSamples: 29 },
  { key: 'p95', label: 'p95', fewestSamples: 59 },
  { key: 'p99', label: 'p99', fewestSamples: 299 },
  { key: 'p999', label: 'p99.9', fewestSamples: 2995 },
] as const;
/** Below this the median has no interval. */
export const FEWEST_SAMPLES_FOR_MEDIAN_CI = 6;

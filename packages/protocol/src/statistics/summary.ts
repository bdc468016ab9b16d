/** The summary of one sample that reports carry. */
import type { Summary } from '../report/index.ts';
import { quantileCi95 } from './confidence.ts';
import { mean, standardDeviation } from './moments.ts';
import { countOutliers } from './outliers.ts';
import { quantileOfSorted, sortSamples, valueAt, type Samples } from './quantile.ts';

/**
 * @param samples durations in ms, in any order; the first run is no part of them
 * @throws RangeError for an empty sample
 */
export function summarize(samples: Samples): Summary {
  const sorted = sortSamples(samples);
  const min = valueAt(sorted, 0);
  const max = valueAt(sorted, sorted.length - 1);
  // Rounding can carry the mean of equal values past them.
  const center = Math.min(max, Math.max(min, mean(sorted)));
  const median = quantileOfSorted(sorted, 0.5);
  const p90 = percentile(sorted, 0.9);
  const p95 = percentile(sorted, 0.95);
  const p99 = percentile(sorted, 0.99);
  const p999 = percentile(sorted, 0.999);
  return {
    n: sorted.length,
    min,
    max,
    mean: center,
    median,
    stdDev: standardDeviation(sorted, center),
    p50: median,
    p90: p90.value,
    p95: p95.value,
    p99: p99.value,
    p999: p999.value,
    medianCi95: quantileCi95(sorted, 0.5),
    percentileCi95: { p90: p90.ci95, p95: p95.ci95, p99: p99.ci95, p999: p999.ci95 },
    outliers: countOutliers(sorted),
  };
}

/** A percentile without an interval would be a number without a meaning: the sample says next to nothing about it. */
function percentile(sorted: Float64Array, probability: number) {
  const ci95 = quantileCi95(sorted, probability);
  return { value: ci95 && quantileOfSorted(sorted, probability), ci95 };
}

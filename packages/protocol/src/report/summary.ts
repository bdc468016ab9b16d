/** Summary of one sample; times in ms. Quantiles are Hyndman–Fan type 7; intervals are distribution-free (order statistics). */
import { z } from 'zod';
import { count, interval, ms } from './numbers.ts';

export const summarySchema = z.strictObject({
  n: z.int().positive(),
  min: ms,
  max: ms,
  mean: ms,
  median: ms,
  /** Sample standard deviation (n − 1); null for n = 1. */
  stdDev: ms.nullable(),
  p50: ms,
  /** Null below n = 29. */
  p90: ms.nullable(),
  /** Null below n = 59. */
  p95: ms.nullable(),
  /** Null below n = 299. */
  p99: ms.nullable(),
  /** Null below n = 2,995. */
  p999: ms.nullable(),
  /** Null below n = 6. */
  medianCi95: interval.nullable(),
  percentileCi95: z.strictObject({
    p90: interval.nullable(),
    p95: interval.nullable(),
    p99: interval.nullable(),
    p999: interval.nullable(),
  }),
  /** How many lie more than 14.8 MAD from the median; they are never dropped. */
  outliers: count,
});
export type Summary = z.infer<typeof summarySchema>;

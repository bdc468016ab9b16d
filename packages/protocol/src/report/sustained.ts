/** A long measurement by slices of time. */
import { z } from 'zod';
import { count, ms } from './numbers.ts';

export const sustainedSchema = z.strictObject({
  /** Median of the first slice. */
  burstMs: ms,
  /** Median of the last third. */
  sustainedMs: ms,
  /** Sustained over burst: 1.2 is a fifth slower after a while. */
  ratio: z.number().nonnegative(),
  sliceMs: ms,
  slices: z.array(
    z.strictObject({
      startMs: ms,
      runs: count,
      medianMs: ms,
      maxMs: ms,
      temperatureC: z.number().nullable(),
      /** Of the fastest core. */
      frequencyMhz: z.number().nullable(),
      /** Times that the kernel throttled a core, since the measurement began. */
      throttleEvents: z.number().nullable(),
    }),
  ),
});
export type Sustained = z.infer<typeof sustainedSchema>;

/** Loading the model, each time in a fresh process. */
import { z } from 'zod';
import { mb, ms } from './numbers.ts';
import { summarySchema } from './summary.ts';

export const loadSchema = z.strictObject({
  ms: summarySchema,
  firstMs: ms,
  samplesMs: z.array(ms),
  /** Median time from spawning a process to its engine standing ready for a model. */
  processStartMs: ms,
  peakRamMb: mb,
  baselineRamMb: mb,
  cpuPercent: z.number().nonnegative().nullable(),
});
export type LoadResult = z.infer<typeof loadSchema>;

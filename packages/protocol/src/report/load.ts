/** Loading the model, each time in a fresh process. */
import { z } from 'zod';
import { mb, ms } from './numbers.ts';
import { summarySchema } from './summary.ts';

const coldSchema = z.strictObject({
  /** Of each load whether nothing of the model's files, or by CoreML nothing in its cache, was kept; null where that cannot be known. */
  loads: z.array(z.boolean().nullable()),
  /** Why one of them is not true. */
  reason: z.string().nullable(),
  /** Those that found something cached. */
  warmMs: summarySchema.nullable(),
});

export const loadSchema = z.strictObject({
  ms: summarySchema,
  firstMs: ms,
  samplesMs: z.array(ms),
  /** Median time from spawning a process to its engine standing ready for a model. */
  processStartMs: ms,
  peakRamMb: mb,
  baselineRamMb: mb,
  cpuPercent: z.number().nonnegative().nullable(),
  /** Compiling the model for its engine, in a process before the loads; null where the engine takes it as it is. */
  compileMs: ms.nullable().exactOptional(),
  /** An earlier benchmark compiled it, and took so long for it; null where nothing is compiled. */
  compileCached: z.boolean().nullable().exactOptional(),
  /** Only where loads were to come from the disk. `ms` is then of those that did, or of which it is not known. */
  cold: coldSchema.exactOptional(),
});
export type LoadResult = z.infer<typeof loadSchema>;

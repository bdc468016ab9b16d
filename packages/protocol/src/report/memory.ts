/** Memory of the measured process by phase. */
import { z } from 'zod';
import { mb, ms } from './numbers.ts';

export const memoryPhaseSchema = z.strictObject({
  /** Highest resident memory of the process tree in this phase. */
  peakMb: mb,
  /** The same as seen by the outside sampler: a cross-check, always a little lower. */
  sampledPeakMb: mb.nullable(),
  /** Peak less baseline. */
  deltaMb: mb,
});
export type MemoryPhase = z.infer<typeof memoryPhaseSchema>;

export const memorySchema = z.strictObject({
  method: z.enum(['kernel-peak', 'sampled']),
  sampleIntervalMs: ms,
  /** The engine's runtime before the model. */
  baselineMb: mb,
  load: memoryPhaseSchema,
  /** Null where inference did not come to its end. */
  inference: memoryPhaseSchema.nullable(),
});

/** Running the model. */
import { z } from 'zod';
import { mb, ms } from './numbers.ts';
import { summarySchema } from './summary.ts';

export const inferenceSchema = z.strictObject({
  ms: summarySchema,
  firstMs: ms,
  throughputPerSecond: z.number().nonnegative(),
  peakRamMb: mb,
  cpuPercent: z.number().nonnegative().nullable(),
  gpuPercent: z.number().nonnegative().nullable(),
  vramMb: mb.nullable(),
  samplesMs: z.array(ms),
});
export type InferenceResult = z.infer<typeof inferenceSchema>;

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
  /** CPU time of a run: unlike the percentage it does not fall because the run waits. Left out in reports from before it. */
  cpuMsPerRun: ms.exactOptional(),
  samplesMs: z.array(ms),
});
export type InferenceResult = z.infer<typeof inferenceSchema>;

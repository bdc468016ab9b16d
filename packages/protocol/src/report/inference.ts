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
  /** With inputs and outputs that stay in the device's memory, of a pass of its own: each sample is the mean of a block of runs. Null on the CPU, and where it could not be had. Left out in older reports. */
  onDevice: summarySchema.nullable().exactOptional(),
  /** Medians of bringing all inputs there, and all outputs back; `ms` above holds both. Null likewise. */
  copyMs: z.strictObject({ toDevice: ms.nullable(), fromDevice: ms.nullable() }).nullable().exactOptional(),
  /** Why there is none, of a unit other than the CPU. */
  notOnDevice: z.string().nullable().exactOptional(),
});
export type InferenceResult = z.infer<typeof inferenceSchema>;

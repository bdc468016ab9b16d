/** What shows from outside which unit computed: of the model's processes, over the phase of the measured runs, warm-up included. */
import { z } from 'zod';
import { mb, ms } from './numbers.ts';

export const acceleratorEvidenceSchema = z.strictObject({
  /** How long that phase was: what the times below are parts of. */
  elapsedMs: ms,
  /** Time that the graphics card spent on them, by its driver. Null where nobody tells it of a process. */
  gpuTimeMs: ms.nullable(),
  /** The most memory of the Neural Engine that they held at once. Null where nobody tells it. */
  neuralFootprintMb: mb.nonnegative().nullable(),
  /** CPU time, in all threads. */
  cpuTimeMs: ms.nullable(),
});
export type AcceleratorEvidence = z.infer<typeof acceleratorEvidenceSchema>;

/** What a run takes of energy: by a counter, never estimated. */
import { z } from 'zod';

const reading = z.number().nonnegative().nullable();

export const energySchema = z.strictObject({
  /**
   * What counted: NVIDIA's driver or a sensor of the board's (`hwmon`) the whole board; RAPL the processor's whole package, whoever used
   * it; macOS (`rusage`) the CPU time of the model's processes. Null where nothing that may be read counts.
   */
  source: z.enum(['nvml', 'hwmon', 'rapl', 'rusage']).nullable(),
  /** Of the measured runs, over two seconds or more. */
  joulesPerRun: reading,
  /** Power before the model was loaded, of what `source` counts, in watts. */
  idleW: reading,
  /** Why there is no `joulesPerRun`, and what to do; null where there is one. */
  reason: z.string().nullable(),
});
export type Energy = z.infer<typeof energySchema>;

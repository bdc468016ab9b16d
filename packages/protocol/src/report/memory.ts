/** Memory of the measured process by phase. */
import { z } from 'zod';
import { mb, ms } from './numbers.ts';

const part = mb.nullable().exactOptional();

/**
 * What the resident memory of the process tree consists of as a phase ends; null where the system does not tell, left out in reports
 * from before it. Pages that processes of the tree share count once.
 */
const residentShape = {
  residentMb: part,
  /** Behind it is a file: programs, libraries, weights that are mapped. */
  fileMb: part,
  anonymousMb: part,
  /** Memory that processes share by its own name, such as tmpfs. */
  sharedMb: part,
};

export const memoryPhaseSchema = z.strictObject({
  /** Highest memory of the process tree in this phase. */
  peakMb: mb,
  /** The same as seen by the outside sampler: a cross-check, always a little lower. */
  sampledPeakMb: mb.nullable(),
  /** Peak less baseline. */
  deltaMb: mb,
  /** Highest of the Neural Engine's memory, apart from the above; null where no system tells it, left out in reports from before it. */
  neuralPeakMb: part,
});
export type MemoryPhase = z.infer<typeof memoryPhaseSchema>;

export const memorySchema = z.strictObject({
  method: z.enum(['kernel-peak', 'cgroup-peak', 'sampled']),
  /**
   * What is counted of each process: its resident memory, or macOS's footprint, in which files that are mapped and not changed do not count
   * and compressed memory does. Left out in reports from before it: resident memory.
   */
  counts: z.enum(['resident', 'footprint']).exactOptional(),
  /** `moment`: peaks are of the whole tree at one moment. `bound`: of each process at its own, added up; the true one is no higher. */
  peakOf: z.enum(['moment', 'bound']).exactOptional(),
  sampleIntervalMs: ms,
  /** The engine's runtime before the model. */
  baselineMb: mb,
  /** At the end of the measured runs. */
  ...residentShape,
  load: z.strictObject({ ...memoryPhaseSchema.shape, ...residentShape }),
  /** Null where inference did not come to its end. */
  inference: memoryPhaseSchema.nullable(),
});

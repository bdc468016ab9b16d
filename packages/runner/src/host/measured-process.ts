/** What the kernel of a system counts of one process; null for whatever that system does not count, and when the process is gone. */
import type { ResidentKinds } from './proc-files.ts';

export interface MeasuredProcess {
  readonly pid: number;
  /** What it holds now: resident memory, or on macOS its footprint. */
  memoryBytes(): number | null;
  /** @returns false where the system does not let it be done; true when the process is gone, because nothing is left to reset */
  resetPeak(): boolean;
  /** The highest since the last reset. */
  peakBytes(): number | null;
  /** Of the Neural Engine's memory, the highest since the same reset. */
  neuralPeakBytes(): number | null;
  /** What the resident memory consists of, pages that others have too included. */
  residentKinds(): ResidentKinds | null;
  /** The same, but of a page that several processes have each its part. Takes about a millisecond. */
  sharedOutKinds(): ResidentKinds | null;
  /** CPU time since its start. */
  cpuMs(): number | null;
  close(): void;
}

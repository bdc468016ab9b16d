/** What is measured of memory, on whichever platform. */
import type { ResidentKinds } from '../../../host/proc-files.ts';
import type { Meter } from '../meter.ts';

export interface MemoryReading {
  /** `kernel-peak` where the peak of every process of the tree could be had from the kernel. */
  readonly method: 'kernel-peak' | 'sampled';
  /** Resident memory, or macOS's footprint: what is counted against a process, files that are mapped and not changed left out. */
  readonly counts: 'resident' | 'footprint';
  /** Time between two samples. */
  readonly intervalMs: number;
  /** Memory of the tree as the phase began; 0 when it is gone. Pages shared by its processes count once for each. */
  readonly startBytes: number;
  /** Highest in the phase: the kernel's own peak where `method` says so, else the highest sample. */
  readonly peakBytes: number;
  /** Highest sample taken in the phase. */
  readonly sampledPeakBytes: number | null;
  /** How many processes of the tree were seen in the phase. With several, a sum of their peaks is of no one moment. */
  readonly processes: number;
  /** Highest in the phase of the Neural Engine's memory; null where no kernel tells it. */
  readonly neuralPeakBytes: number | null;
  /** What the memory consists of as the phase ends; null where the system does not tell. Shared pages count once. */
  readonly resident: ResidentKinds | null;
  /** By a control group that the tree has to itself; null where there is none whose peak can be reset. */
  readonly group: { readonly startBytes: number; readonly peakBytes: number } | null;
}

/** An error met while sampling comes from the next call. */
export interface MemoryMeter extends Meter<MemoryReading> {
  /** The process is not asked. */
  end(): Promise<MemoryReading>;
  close(): void;
}

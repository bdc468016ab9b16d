/** What is measured of memory, on whichever platform. */
import type { Meter } from '../meter.ts';

export interface MemoryReading {
  /** `kernel-peak` where the peak of every process of the tree could be had from the kernel. */
  readonly method: 'kernel-peak' | 'sampled';
  /** Time between two samples. */
  readonly intervalMs: number;
  /** Resident memory of the tree as the phase began; 0 when it is gone. Pages shared by its processes count once for each. */
  readonly startBytes: number;
  /** Highest in the phase: the kernel's own peak where `method` says so, else the highest sample. */
  readonly peakBytes: number;
  /** Highest sample taken in the phase. */
  readonly sampledPeakBytes: number | null;
}

/** An error met while sampling comes from the next call. */
export interface MemoryMeter extends Meter<MemoryReading> {
  /** The process is not asked. */
  end(): Promise<MemoryReading>;
  close(): void;
}

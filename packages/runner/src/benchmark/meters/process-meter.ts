/** Measures the memory of a process and its descendants from outside, phase by phase. */
import { LinuxMeter } from './linux-meter.ts';
import type { MemoryLimit } from './memory-watch.ts';
import { PortableMeter } from './portable-meter.ts';

export interface PhaseMemory {
  /** Highest resident memory of the tree in the phase: the kernel's own peak where `method` says so, else the highest sample. */
  readonly peakBytes: number;
  /** Highest sample taken in the phase. */
  readonly sampledPeakBytes: number | null;
}

export interface ProcessMeter {
  /** `kernel-peak` as long as the peak of every process of the tree can be had from the kernel. */
  readonly method: 'kernel-peak' | 'sampled';
  /** Time between two samples: what was asked for, or the shortest that the platform can bear. */
  readonly intervalMs: number;
  /** Resident memory of the tree now, in bytes; 0 when it is gone. Pages shared by its processes count once for each. */
  currentBytes(): Promise<number>;
  /** Starts a phase: from here on peaks are those of the phase. */
  beginPhase(): Promise<void>;
  /** What the phase begun last has come to. Never fails because the process has ended. */
  endPhase(): Promise<PhaseMemory>;
  /** Ends the sampling. May be called again. */
  close(): void;
}

export interface MeterOptions extends MemoryLimit {
  /** Processes at the top of the tree that are not measured: a sandbox's own, each the only child of the one before. 0 where left out. */
  readonly wrappers?: number;
  /** Called once when more processes are seen in the tree than any engine needs. */
  readonly onTooManyProcesses?: (count: number) => void;
  /** Time between two samples. */
  readonly intervalMs: number;
}

/**
 * @param pid the root of the tree; a process that is gone already reads as using no memory
 * @throws the system's error where the process may not be looked at; an error met while sampling comes from the next call
 */
export async function openProcessMeter(pid: number, options: MeterOptions): Promise<ProcessMeter> {
  return process.platform === 'linux' ? LinuxMeter.open(pid, options) : PortableMeter.open(pid, options);
}

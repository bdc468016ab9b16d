/** What a meter is: one thing that a process takes, or that disturbs it, read phase by phase from outside. */
import type { FromRunner, ReportProvider } from '@dumont/protocol';
import type { WatchedTree } from './watched-tree.ts';

/** What the process says of a phase of its own; nobody else can count it. */
export type PhaseTold = Extract<FromRunner, { type: 'phase-done' }>;

export interface Meter<Reading> {
  /** From here on it reads what belongs to the phase. */
  begin(): Promise<void>;
  /** What the phase begun last has come to. Never fails because the process has ended. */
  end(told: PhaseTold): Promise<Reading>;
  /** Ends whatever it holds or does between phases; left out where that is nothing. May be called again. */
  close?(): void;
}

/** What the measured processes take just now; null where nobody knows. */
export interface Usage {
  /** 100 for one core that is busy throughout. */
  readonly cpuPercent: number | null;
  readonly ramBytes: number | null;
  /** Of the accelerator's board that runs the model. */
  readonly gpuPercent: number | null;
  readonly powerW: number | null;
}

export interface Metered extends MemoryLimit {
  readonly tree: WatchedTree;
  /** Whether it runs a model on something else than the CPU. */
  readonly usesAccelerator: boolean;
  /** Whether its runs are measured, rather than its load alone. */
  readonly isMeasured: boolean;
  /** What runs the model, once that is known: where it came as a plug-in, after the load. */
  readonly provider: () => ReportProvider | null;
  /** Called with whatever has been read anew, many times a second. */
  readonly onUsage: (seen: Partial<Usage>) => void;
}

export interface MemoryLimit {
  /** `null` for no limit. */
  readonly memoryLimitBytes: number | null;
  /** Called once, with the first sample above the limit. */
  readonly onLimitExceeded: (bytes: number) => void;
}

/** @throws the system's error where the process may not be looked at; one that is gone already is no error */
export type OpenMeter<Reading> = (metered: Metered) => Promise<Meter<Reading>>;

/** Memory and CPU time of one process, as macOS counts it. */
import type { MacosUsages } from './macos-usage.ts';
import type { MeasuredProcess } from './measured-process.ts';

export class MacosProcess implements MeasuredProcess {
  readonly pid: number;
  readonly #usages: MacosUsages;

  /** @returns null when there is no such process */
  static open(usages: MacosUsages, pid: number): MacosProcess | null {
    return usages.read(pid) === null ? null : new MacosProcess(usages, pid);
  }

  private constructor(usages: MacosUsages, pid: number) {
    this.#usages = usages;
    this.pid = pid;
  }

  memoryBytes(): number | null {
    return this.#usages.read(this.pid)?.footprintBytes ?? null;
  }

  resetPeak(): boolean {
    return this.#usages.resetPeaks(this.pid) || this.memoryBytes() === null;
  }

  peakBytes(): number | null {
    return this.#usages.read(this.pid)?.footprintPeakBytes ?? null;
  }

  neuralPeakBytes(): number | null {
    return this.#usages.read(this.pid)?.neuralPeakBytes ?? null;
  }

  /** A footprint is no sum of these. */
  residentKinds(): null {
    return null;
  }

  sharedOutKinds(): null {
    return null;
  }

  cpuMs(): number | null {
    return this.#usages.read(this.pid)?.cpuMs ?? null;
  }

  /** Nothing is held of it. */
  close(): void {
    return;
  }
}

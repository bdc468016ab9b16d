/** Memory and CPU time of one process, as the Linux kernel counts it. */
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import type { MeasuredProcess } from './measured-process.ts';
import {
  parseCpuMs,
  parsePeakBytes,
  parseResidentKinds,
  parseResidentPages,
  parseSharedOutKinds,
  type ResidentKinds,
} from './proc-files.ts';
import { isGone, isRefused } from './system-error.ts';

/** Written to `clear_refs`: the peak starts again from what is resident now. */
const RESET_PEAK = '5';

/** Room for seven numbers of 64 bits. */
const STATM_BYTES = 160;

/** Bytes of a memory page. Node does not tell, so the kernel's count in pages is set against Node's in bytes. */
const pageBytes =
  process.platform === 'linux'
    ? 2 **
      Math.round(Math.log2(process.memoryUsage.rss() / parseResidentPages(readFileSync('/proc/self/statm'))))
    : Number.NaN;

export class LinuxProcess implements MeasuredProcess {
  readonly pid: number;
  /** Held open: a read takes 2 µs, and never meets another process that was given the same number later. */
  readonly #statm: number;
  readonly #buffer = new Uint8Array(STATM_BYTES);

  /** @returns `null` when there is no such process */
  static open(pid: number): LinuxProcess | null {
    try {
      return new LinuxProcess(pid, openSync(`/proc/${pid}/statm`, 'r'));
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  private constructor(pid: number, statm: number) {
    this.pid = pid;
    this.#statm = statm;
  }

  /** @returns resident memory in bytes; `null` when the process is gone */
  memoryBytes(): number | null {
    try {
      const length = readSync(this.#statm, this.#buffer, 0, STATM_BYTES, 0);
      return parseResidentPages(this.#buffer.subarray(0, length)) * pageBytes;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  /** @returns false where the system does not let it be done; true when the process is gone, because nothing is left to reset */
  resetPeak(): boolean {
    try {
      writeFileSync(`/proc/${this.pid}/clear_refs`, RESET_PEAK);
      return true;
    } catch (error) {
      if (isGone(error) && this.memoryBytes() === null) return true;
      if (isRefused(error)) return false;
      throw error;
    }
  }

  /** @returns highest resident memory since the last reset, in bytes; `null` when the process is gone */
  peakBytes(): number | null {
    return this.#read('status', parsePeakBytes);
  }

  /** What the resident memory consists of, pages that others have too included; null when the process is gone. */
  residentKinds(): ResidentKinds | null {
    return this.#read('status', parseResidentKinds);
  }

  /**
   * The same, but of a page that several processes have each its part. Takes about a millisecond.
   * @returns null when the process is gone, and where the system does not tell
   */
  sharedOutKinds(): ResidentKinds | null {
    return this.#read('smaps_rollup', parseSharedOutKinds);
  }

  neuralPeakBytes(): null {
    return null;
  }

  /** CPU time since its start, in steps of 10 ms; null when the process is gone. */
  cpuMs(): number | null {
    return this.#read('stat', parseCpuMs);
  }

  #read<Value>(name: string, parse: (text: string) => Value | null): Value | null {
    try {
      return parse(readFileSync(`/proc/${this.pid}/${name}`, 'latin1'));
    } catch (error) {
      if (isGone(error) || isRefused(error)) return null;
      throw error;
    }
  }

  close(): void {
    closeSync(this.#statm);
  }
}

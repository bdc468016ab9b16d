/** What macOS counts of a process (`proc_pid_rusage`), by koffi. Of the user's own processes, without root. */
import { findKoffi, type Koffi } from './find-koffi.ts';

const LIBRARY = '/usr/lib/libSystem.B.dylib';

/** `rusage_info_v6`, from macOS 13 on: a uuid of 16 bytes and 56 numbers of 64 bits. Version 4 is its beginning. */
const FLAVORS = [6, 4] as const;
const INFO_BYTES = 16 + 56 * 8;
/** Where in it the numbers are (xnu's `bsd/sys/resource.h`). */
const AT = {
  userTicks: 16,
  systemTicks: 24,
  footprint: 72,
  footprintPeak: 280,
  energyNj: 336,
  neuralPeak: 384,
} as const;
const NS_PER_MS = 1e6;

export interface MacosUsage {
  /** In user and system mode. */
  readonly cpuMs: number;
  /** Memory that is counted against the process: what Activity Monitor shows. */
  readonly footprintBytes: number;
  /** The highest since the last reset. */
  readonly footprintPeakBytes: number;
  /** Energy that its CPU time took; null before macOS 13, like the next one. */
  readonly energyNj: bigint | null;
  /** Memory of the Neural Engine that it held at most since the last reset. */
  readonly neuralPeakBytes: number | null;
}

type Foreign = (...values: unknown[]) => unknown;

export class MacosUsages {
  readonly #rusage: Foreign;
  readonly #reset: Foreign | null;
  readonly #msPerTick: number;
  readonly #flavor: (typeof FLAVORS)[number];
  readonly #info = new DataView(new ArrayBuffer(INFO_BYTES));
  readonly #bytes = new Uint8Array(this.#info.buffer);

  /** @param file another library in tests @returns null where this system cannot be asked */
  static async open(file: string = LIBRARY): Promise<MacosUsages | null> {
    const koffi = await findKoffi();
    if (koffi === null) return null;
    try {
      const library = koffi.load(file);
      const rusage = library.func('int proc_pid_rusage(int pid, int flavor, void *info)');
      const timebase = library.func('int mach_timebase_info(void *info)');
      return MacosUsages.#of(rusage, timebase, findReset(library));
    } catch {
      // koffi's error has no code: whatever it is, there is nothing to ask.
      return null;
    }
  }

  static #of(rusage: Foreign, timebase: Foreign, reset: Foreign | null): MacosUsages | null {
    const fraction = new Uint32Array(2);
    const [numerator = 0, denominator = 0] = timebase(fraction) === 0 ? fraction : [];
    const flavor = FLAVORS.find((known) => rusage(process.pid, known, new Uint8Array(INFO_BYTES)) === 0);
    if (flavor === undefined || numerator === 0 || denominator === 0) return null;
    return new MacosUsages(rusage, reset, numerator / denominator / NS_PER_MS, flavor);
  }

  private constructor(
    rusage: Foreign,
    reset: Foreign | null,
    msPerTick: number,
    flavor: (typeof FLAVORS)[number],
  ) {
    this.#rusage = rusage;
    this.#reset = reset;
    this.#msPerTick = msPerTick;
    this.#flavor = flavor;
  }

  /** Takes microseconds. @returns null where it is gone, or another user's */
  read(pid: number): MacosUsage | null {
    if (this.#rusage(pid, this.#flavor, this.#bytes) !== 0) return null;
    const isWhole = this.#flavor === 6;
    const ticks = this.#number('userTicks') + this.#number('systemTicks');
    return {
      cpuMs: ticks * this.#msPerTick,
      footprintBytes: this.#number('footprint'),
      footprintPeakBytes: this.#number('footprintPeak'),
      energyNj: isWhole ? this.#info.getBigUint64(AT.energyNj, true) : null,
      neuralPeakBytes: isWhole ? this.#number('neuralPeak') : null,
    };
  }

  /** Both peaks start again from what is held now. @returns whether they did */
  resetPeaks(pid: number): boolean {
    return this.#reset?.(pid) === 0;
  }

  #number(name: keyof typeof AT): number {
    return Number(this.#info.getBigUint64(AT[name], true));
  }
}

/** It is exported, but in no public header: a system may be without it. */
function findReset(library: ReturnType<Koffi['load']>): Foreign | null {
  try {
    return library.func('int proc_reset_footprint_interval(int pid)');
  } catch {
    return null;
  }
}

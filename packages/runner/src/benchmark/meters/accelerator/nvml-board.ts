/** One of NVIDIA's boards, and what it says of itself just now. */
import type { Board, BoardIdentity } from './board.ts';
import type { Asked, NvmlLibrary } from './nvml-library.ts';
import { MOST_BYTES_OF_AN_ENTRY, parseProcesses, UNWRITTEN } from './nvml-processes.ts';
import { throttlingReasons } from './throttling.ts';

/** NVML's numbers for what is asked of the board: the clock of its multiprocessors, its temperature. */
const CLOCK_SM = 1;
const TEMPERATURE_GPU = 0;

/** Compute and graphics: a process that uses Vulkan may be in both lists, with the same memory in each. */
const PROCESS_LISTS = [
  'nvmlDeviceGetComputeRunningProcesses_v3',
  'nvmlDeviceGetGraphicsRunningProcesses_v3',
] as const;

/** Processes that there is room for at first: asking how many there are takes as long as asking for them. */
const ENTRIES = 64;
/** Those that may start between being told that there are more, and asking again. */
const SPARE_ENTRIES = 16;
/** A driver that says more is not believed. */
const MOST_ENTRIES = 65_536;

export class NvmlBoard implements Board {
  readonly energySource = 'nvml';
  readonly identity: BoardIdentity;
  readonly #library: NvmlLibrary;
  readonly #handle: bigint;

  constructor(library: NvmlLibrary, handle: bigint, identity: BoardIdentity) {
    this.#library = library;
    this.#handle = handle;
    this.identity = identity;
  }

  /** Percent of the last sixth of a second to a second in which any kernel ran; not how much of the board it filled. 1 to 19 µs. */
  utilizationPercent(): Asked<number> {
    const rates = new Uint32Array(2);
    return this.#ask('nvmlDeviceGetUtilizationRates', 'void *', rates) ? (rates[0] ?? null) : null;
  }

  /** Memory in use on the whole board, in bytes. */
  usedBytes(): Asked<number> {
    // Total, free, used.
    const memory = new BigUint64Array(3);
    return this.#ask('nvmlDeviceGetMemoryInfo', 'void *', memory) ? Number(memory[2]) : null;
  }

  /** @returns bytes of device memory that these processes use; null where the driver does not know it */
  bytesOf(pids: readonly number[]): Asked<number> {
    const lists = PROCESS_LISTS.map((name) => this.#processes(name));
    if (lists.every((list) => list === null)) return null;
    let sum = 0;
    for (const pid of pids) {
      const used = lists.flatMap((list) => (list?.has(pid) === true ? [list.get(pid)] : []));
      if (used.includes(null)) return null;
      sum += Math.max(0, ...used.flatMap((bytes) => bytes ?? []));
    }
    return sum;
  }

  powerW(): Asked<number> {
    const milliwatts = this.#askNumber('nvmlDeviceGetPowerUsage');
    return milliwatts === null ? null : milliwatts / 1000;
  }

  /** Since the driver was loaded, in millijoules. Takes 4 ms: never while something is timed. */
  energyMj(): Asked<bigint> {
    const energy = new BigUint64Array(1);
    return this.#ask('nvmlDeviceGetTotalEnergyConsumption', 'void *', energy) ? (energy[0] ?? null) : null;
  }

  clockMhz(): Asked<number> {
    return this.#askNumber('nvmlDeviceGetClockInfo', CLOCK_SM);
  }

  temperatureC(): Asked<number> {
    return this.#askNumber('nvmlDeviceGetTemperature', TEMPERATURE_GPU);
  }

  /** Why it runs slower than it could; empty where it does not. */
  throttled(): Asked<string[]> {
    const bits = new BigUint64Array(1);
    // The newer name of the same.
    const names = ['nvmlDeviceGetCurrentClocksEventReasons', 'nvmlDeviceGetCurrentClocksThrottleReasons'];
    if (!names.some((name) => this.#ask(name, 'void *', bits))) return null;
    return throttlingReasons(bits[0] ?? 0n);
  }

  #processes(name: string): Map<number, number | null> | null {
    const entries = new Uint32Array([ENTRIES]);
    // Where that was too little room, it says how much there must be.
    return (
      this.#list(name, entries) ??
      this.#list(
        name,
        entries.map((count) => count + SPARE_ENTRIES),
      )
    );
  }

  /** @param entries how many there is room for, then how many there are */
  #list(name: string, entries: Uint32Array): Map<number, number | null> | null {
    const room = entries[0] ?? 0;
    if (room > MOST_ENTRIES) return null;
    const buffer = new Uint8Array(room * MOST_BYTES_OF_AN_ENTRY).fill(UNWRITTEN);
    const isTold = this.#ask(name, 'void *, void *', entries, buffer);
    return isTold ? parseProcesses(buffer, entries[0] ?? 0) : null;
  }

  #ask(name: string, args: string, ...values: readonly unknown[]): boolean {
    return this.#library.call(name, `void *, ${args}`, this.#handle, ...values);
  }

  #askNumber(name: string, which?: number): Asked<number> {
    const value = new Uint32Array(1);
    const told =
      which === undefined
        ? this.#ask(name, 'void *', value)
        : this.#ask(name, 'uint32_t, void *', which, value);
    return told ? (value[0] ?? null) : null;
  }
}

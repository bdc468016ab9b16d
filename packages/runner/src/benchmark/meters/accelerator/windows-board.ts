/** A GPU under Windows, whoever made it, by the system's performance counters. */
import type { Board, BoardIdentity } from './board.ts';
import type { Pdh, PdhQuery } from './pdh-query.ts';
import { GPU_COUNTERS, summarizeGpus, usedBytes, type WindowsGpu } from './windows-gpus.ts';

/** What is a rate is one over at least this. */
const SHORTEST_MS = 1000;
/** Counting all programs' use takes milliseconds: it may take one part in so many of the time. */
const PARTS = 200;

/** What all GPUs' boards are read from, anew once that is due. */
export class WindowsCounters {
  readonly #pdh: Pdh;
  readonly #now: () => number;
  #query: PdhQuery | null;
  #gpus = new Map<string, WindowsGpu>();
  #dueMs = 0;
  /** How often they were read. */
  round = 0;

  /** @param now a clock in milliseconds @returns null where there are no such counters */
  static open(pdh: Pdh, now = (): number => performance.now()): WindowsCounters | null {
    const query = pdh.query(GPU_COUNTERS);
    return query === null ? null : new WindowsCounters(pdh, now, query);
  }

  private constructor(pdh: Pdh, now: () => number, query: PdhQuery) {
    this.#pdh = pdh;
    this.#now = now;
    this.#query = query;
    this.refresh();
  }

  gpu(name: string): WindowsGpu | null {
    if (this.#now() >= this.#dueMs) this.refresh();
    return this.#gpus.get(name) ?? null;
  }

  names(): string[] {
    return [...this.#gpus.keys()];
  }

  /** Instances come with the processes that they are of, so the next reading is of a query of its own. */
  refresh(): void {
    const startMs = this.#now();
    const values = this.#query?.collect() === true ? this.#query.values() : [];
    this.#query?.close();
    this.#query = this.#pdh.query(GPU_COUNTERS);
    this.#gpus = summarizeGpus(values);
    this.round += 1;
    const endMs = this.#now();
    this.#dueMs = endMs + Math.max(SHORTEST_MS, (endMs - startMs) * PARTS);
  }

  close(): void {
    this.#query?.close();
    this.#query = null;
    this.#dueMs = Infinity;
  }
}

export class WindowsBoard implements Board {
  readonly energySource = null;
  readonly identity: BoardIdentity;
  readonly #counters: WindowsCounters;
  /** Its use is told once: what is told twice is of an earlier time. */
  #toldRound = 0;

  static list(counters: WindowsCounters): WindowsBoard[] {
    return counters.names().map((name) => new WindowsBoard(counters, name));
  }

  private constructor(counters: WindowsCounters, name: string) {
    this.#counters = counters;
    this.identity = { name: 'GPU', uuid: name, driver: null, pciPlace: null };
  }

  begin(): void {
    this.#counters.refresh();
  }

  utilizationPercent(): number | null {
    const gpu = this.#gpu();
    if (gpu === null || this.#toldRound === this.#counters.round) return null;
    this.#toldRound = this.#counters.round;
    return gpu.utilizationPercent;
  }

  usedBytes(): number | null {
    const gpu = this.#gpu();
    return gpu === null ? null : usedBytes(gpu.memory);
  }

  bytesOf(pids: readonly number[]): number | null {
    const gpu = this.#gpu();
    if (gpu === null) return null;
    const known = pids.flatMap((pid) => gpu.processes.get(pid) ?? []);
    return known.reduce((sum, memory) => sum + usedBytes(memory), 0);
  }

  powerW(): null {
    return null;
  }

  energyMj(): null {
    return null;
  }

  clockMhz(): null {
    return null;
  }

  temperatureC(): null {
    return null;
  }

  throttled(): null {
    return null;
  }

  #gpu(): WindowsGpu | null {
    return this.#counters.gpu(this.identity.uuid);
  }
}

/** The meter for platforms whose kernels we do not ask ourselves: samples by pidtree and pidusage. */
import pidusage from 'pidusage';
import { isGone } from '../../../host/system-error.ts';
import type { Metered } from '../meter.ts';
import type { WatchedTree } from '../watched-tree.ts';
import { CpuRate } from './cpu-rate.ts';
import type { MemoryMeter, MemoryReading } from './memory-meter.ts';
import { MemoryWatch } from './memory-watch.ts';

/** Each sample starts a program: `ps` (about 5 ms of CPU time) or, on Windows, a PowerShell (about half a second). */
const SHORTEST_INTERVAL_MS = process.platform === 'win32' ? 10_000 : 2000;

export class PortableMeter implements MemoryMeter {
  readonly #intervalMs: number;
  readonly #tree: WatchedTree;
  readonly #watch: MemoryWatch;
  readonly #onUsage: Metered['onUsage'];
  readonly #cpuRate = new CpuRate();
  #startBytes = 0;
  #processes = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #failure: Error | null = null;

  static async open(metered: Metered, intervalMs: number): Promise<PortableMeter> {
    const meter = new PortableMeter(metered, intervalMs);
    await meter.begin();
    meter.#schedule();
    return meter;
  }

  private constructor(metered: Metered, intervalMs: number) {
    this.#tree = metered.tree;
    this.#onUsage = metered.onUsage;
    this.#intervalMs = Math.max(intervalMs, SHORTEST_INTERVAL_MS);
    this.#watch = new MemoryWatch(metered);
  }

  async begin(): Promise<void> {
    this.#watch.reset();
    this.#processes = 0;
    this.#startBytes = await this.#sample();
  }

  async end(): Promise<MemoryReading> {
    await this.#sample();
    const sampledPeakBytes = this.#watch.peakBytes;
    return {
      method: 'sampled',
      counts: 'resident',
      intervalMs: this.#intervalMs,
      startBytes: this.#startBytes,
      peakBytes: sampledPeakBytes ?? 0,
      sampledPeakBytes,
      processes: this.#processes,
      neuralPeakBytes: null,
      resident: null,
      group: null,
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #sample(): Promise<number> {
    if (this.#failure !== null) throw this.#failure;
    const pids = await this.#tree.list();
    this.#processes = Math.max(this.#processes, pids.length);
    const { bytes, cpuMs } = await readUsage(pids);
    if (this.#closed) return bytes;
    this.#watch.observe(bytes);
    if (cpuMs.size === 0) return bytes;
    const cpuPercent = this.#cpuRate.observe(cpuMs, performance.now());
    this.#onUsage({ ramBytes: bytes, ...(cpuPercent === null ? {} : { cpuPercent }) });
    return bytes;
  }

  /** The next sample is counted from the end of the last one, so that slow ones never pile up. */
  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#sample().then(
        () => {
          this.#schedule();
        },
        (error: unknown) => {
          this.#failure = new Error(`cannot measure process ${this.#tree.root}`, { cause: error });
        },
      );
    }, this.#intervalMs);
  }
}

async function readUsage(pids: readonly number[]): Promise<{ bytes: number; cpuMs: Map<number, number> }> {
  const cpuMs = new Map<number, number>();
  let bytes = 0;
  if (pids.length === 0) return { bytes, cpuMs };
  try {
    // A process that ended in between has no entry, whatever pidusage's types say.
    const usages: (pidusage.Status | undefined)[] = Object.values(await pidusage([...pids]));
    for (const usage of usages) {
      if (usage === undefined) continue;
      bytes += usage.memory;
      cpuMs.set(usage.pid, usage.ctime);
    }
    return { bytes, cpuMs };
  } catch (error) {
    if (isGone(error)) return { bytes: 0, cpuMs: new Map() };
    throw error;
  }
}

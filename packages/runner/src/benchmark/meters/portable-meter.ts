/** The meter for platforms whose kernels we do not ask ourselves: samples by pidtree and pidusage. */
import pidusage from 'pidusage';
import { MemoryWatch } from './memory-watch.ts';
import type { MeterOptions, PhaseMemory, ProcessMeter } from './process-meter.ts';
import { ProcessCount } from './process-count.ts';
import { listTree } from '../../host/process-tree.ts';
import { isGone } from '../../host/system-error.ts';

/** Each sample starts a program: `ps` (about 5 ms of CPU time) or, on Windows, a PowerShell (about half a second). */
const SHORTEST_INTERVAL_MS = process.platform === 'win32' ? 10_000 : 2000;

export class PortableMeter implements ProcessMeter {
  readonly method = 'sampled';
  readonly intervalMs: number;
  readonly #root: number;
  readonly #watch: MemoryWatch;
  readonly #wrappers: number;
  readonly #count: ProcessCount;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #failure: Error | null = null;

  static async open(root: number, options: MeterOptions): Promise<PortableMeter> {
    const meter = new PortableMeter(root, options);
    await meter.beginPhase();
    meter.#schedule();
    return meter;
  }

  private constructor(root: number, options: MeterOptions) {
    this.#root = root;
    this.intervalMs = Math.max(options.intervalMs, SHORTEST_INTERVAL_MS);
    this.#watch = new MemoryWatch(options);
    this.#wrappers = options.wrappers ?? 0;
    this.#count = new ProcessCount(options.onTooManyProcesses);
  }

  async currentBytes(): Promise<number> {
    if (this.#failure !== null) throw this.#failure;
    const pids = (await listTree(this.#root)).slice(this.#wrappers);
    this.#count.observe(pids.length);
    const bytes = await readBytes(pids);
    if (!this.#closed) this.#watch.observe(bytes);
    return bytes;
  }

  async beginPhase(): Promise<void> {
    this.#watch.reset();
    await this.currentBytes();
  }

  async endPhase(): Promise<PhaseMemory> {
    await this.currentBytes();
    const sampledPeakBytes = this.#watch.peakBytes;
    return { peakBytes: sampledPeakBytes ?? 0, sampledPeakBytes };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** The next sample is counted from the end of the last one, so that slow ones never pile up. */
  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.currentBytes().then(
        () => {
          this.#schedule();
        },
        (error: unknown) => {
          this.#failure = new Error(`cannot measure process ${this.#root}`, { cause: error });
        },
      );
    }, this.intervalMs);
  }
}

async function readBytes(pids: readonly number[]): Promise<number> {
  if (pids.length === 0) return 0;
  try {
    // A process that ended in between has no entry, whatever pidusage's types say.
    const usages: (pidusage.Status | undefined)[] = Object.values(await pidusage([...pids]));
    return usages.reduce((total, usage) => total + (usage?.memory ?? 0), 0);
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
}

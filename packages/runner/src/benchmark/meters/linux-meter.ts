/** The meter on Linux: exact peaks from the kernel, and a sampler as their cross-check and for the limit. */
import { LinuxProcess } from '../../host/linux-process.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { MeterOptions, PhaseMemory, ProcessMeter } from './process-meter.ts';
import { ProcessCount } from './process-count.ts';
import { listTree } from '../../host/process-tree.ts';

/** How often new descendants are looked for between phase boundaries. */
const TREE_INTERVAL_MS = 500;

export class LinuxMeter implements ProcessMeter {
  readonly intervalMs: number;
  readonly #root: number;
  readonly #watch: MemoryWatch;
  readonly #wrappers: number;
  readonly #count: ProcessCount;
  /** Every process ever found in the tree until it ends, so that one whose parent has died still counts. */
  readonly #members = new Map<number, LinuxProcess>();
  readonly #timers: readonly NodeJS.Timeout[];
  #kernelPeak = true;
  #closed = false;
  #failure: Error | null = null;

  static async open(root: number, options: MeterOptions): Promise<LinuxMeter> {
    const meter = new LinuxMeter(root, options);
    try {
      await meter.beginPhase();
    } catch (error) {
      meter.close();
      throw error;
    }
    return meter;
  }

  private constructor(root: number, options: MeterOptions) {
    this.#root = root;
    this.intervalMs = options.intervalMs;
    this.#watch = new MemoryWatch(options);
    this.#wrappers = options.wrappers ?? 0;
    this.#count = new ProcessCount(options.onTooManyProcesses);
    this.#timers = [
      setInterval(this.#tick, options.intervalMs),
      setInterval(this.#tickTree, TREE_INTERVAL_MS),
    ];
  }

  get method(): ProcessMeter['method'] {
    return this.#kernelPeak ? 'kernel-peak' : 'sampled';
  }

  async currentBytes(): Promise<number> {
    await this.#findMembers();
    return this.#sample();
  }

  async beginPhase(): Promise<void> {
    await this.#findMembers();
    const resets = [...this.#members.values()].map((member) => member.resetPeak());
    this.#kernelPeak = resets.every(Boolean);
    this.#watch.reset();
    this.#sample();
  }

  async endPhase(): Promise<PhaseMemory> {
    await this.#findMembers();
    this.#sample();
    const sampledPeakBytes = this.#watch.peakBytes;
    const kernelPeaks = [...this.#members.values()].map((member) => member.peakBytes() ?? 0);
    const kernelPeakBytes = this.#kernelPeak ? kernelPeaks.reduce((sum, peak) => sum + peak, 0) : 0;
    // The samples also saw the processes that are gone by now.
    return { peakBytes: Math.max(kernelPeakBytes, sampledPeakBytes ?? 0), sampledPeakBytes };
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const member of this.#members.values()) member.close();
    this.#members.clear();
  }

  async #findMembers(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const pids = (await listTree(this.#root)).slice(this.#wrappers);
    if (this.#closed) return;
    this.#count.observe(pids.length);
    for (const pid of pids) {
      if (this.#members.has(pid)) continue;
      const member = LinuxProcess.open(pid);
      if (member !== null) this.#members.set(pid, member);
    }
  }

  /** @returns resident memory of all members; forgets those that are gone */
  #sample(): number {
    let total = 0;
    for (const member of this.#members.values()) {
      const bytes = member.residentBytes();
      if (bytes === null) {
        this.#members.delete(member.pid);
        member.close();
      } else {
        total += bytes;
      }
    }
    this.#watch.observe(total);
    return total;
  }

  readonly #tick = (): void => {
    try {
      this.#sample();
    } catch (error) {
      this.#fail(error);
    }
  };

  readonly #tickTree = (): void => {
    this.#findMembers().catch(this.#fail);
  };

  /** Nobody waits for a timer, so its error is kept for the next call. */
  readonly #fail = (error: unknown): void => {
    this.#failure ??= new Error(`cannot measure process ${this.#root}`, { cause: error });
    this.close();
  };
}

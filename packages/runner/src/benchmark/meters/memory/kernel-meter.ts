/** The meter on Linux and macOS: exact peaks from the kernel, and a sampler as their cross-check and for the limit. */
import type { GroupMemory } from '../../../host/group-memory.ts';
import type { MeasuredProcess } from '../../../host/measured-process.ts';
import type { ResidentKinds } from '../../../host/proc-files.ts';
import type { Metered } from '../meter.ts';
import type { WatchedTree } from '../watched-tree.ts';
import { CpuRate } from './cpu-rate.ts';
import type { MemoryMeter, MemoryReading } from './memory-meter.ts';
import { MemoryWatch } from './memory-watch.ts';

/** Whose kernel is asked, and for what. */
export interface Kernel extends Pick<MemoryReading, 'counts'> {
  /** How often new descendants are looked for between phase boundaries. */
  readonly treeIntervalMs: number;
  /** @returns null when there is no such process */
  readonly openProcess: (pid: number) => MeasuredProcess | null;
  /** @returns null where the tree has no group to itself */
  readonly openGroup: (root: number) => Promise<GroupMemory | null>;
}

export class KernelMeter implements MemoryMeter {
  readonly #kernel: Kernel;
  readonly #intervalMs: number;
  readonly #tree: WatchedTree;
  readonly #watch: MemoryWatch;
  readonly #onUsage: Metered['onUsage'];
  readonly #cpuRate = new CpuRate();
  /** Every process ever found in the tree until it ends, so that one whose parent has died still counts. */
  readonly #members = new Map<number, MeasuredProcess>();
  /** Those of the phase, whether they are still there or not. */
  #seen = new Set<number>();
  #group: GroupMemory | null;
  readonly #timers: readonly NodeJS.Timeout[];
  #kernelPeak = true;
  #startBytes = 0;
  #groupStartBytes = 0;
  #closed = false;
  #failure: Error | null = null;

  static async open(metered: Metered, intervalMs: number, kernel: Kernel): Promise<KernelMeter> {
    const group = await kernel.openGroup(metered.tree.root);
    const meter = new KernelMeter(metered, intervalMs, kernel, group);
    try {
      await meter.begin();
      meter.#readCpu();
    } catch (error) {
      meter.close();
      throw error;
    }
    return meter;
  }

  private constructor(metered: Metered, intervalMs: number, kernel: Kernel, group: GroupMemory | null) {
    this.#kernel = kernel;
    this.#group = group;
    this.#tree = metered.tree;
    this.#onUsage = metered.onUsage;
    this.#intervalMs = intervalMs;
    this.#watch = new MemoryWatch(metered);
    this.#timers = [setInterval(this.#tick, intervalMs), setInterval(this.#tickTree, kernel.treeIntervalMs)];
  }

  async begin(): Promise<void> {
    await this.#findMembers();
    const resets = [...this.#members.values()].map((member) => member.resetPeak());
    this.#kernelPeak = resets.every(Boolean);
    this.#watch.reset();
    this.#startBytes = this.#sample();
    this.#seen = new Set(this.#members.keys());
    this.#group?.reset();
    this.#groupStartBytes = this.#group?.peakBytes() ?? 0;
  }

  async end(): Promise<MemoryReading> {
    await this.#findMembers();
    const groupPeakBytes = this.#group?.peakBytes() ?? null;
    this.#sample();
    const sampledPeakBytes = this.#watch.peakBytes;
    const kernelPeaks = [...this.#members.values()].map((member) => member.peakBytes() ?? 0);
    const kernelPeakBytes = this.#kernelPeak ? kernelPeaks.reduce((sum, peak) => sum + peak, 0) : 0;
    return {
      method: this.#kernelPeak ? 'kernel-peak' : 'sampled',
      counts: this.#kernel.counts,
      intervalMs: this.#intervalMs,
      startBytes: this.#startBytes,
      // The samples also saw the processes that are gone by now.
      peakBytes: Math.max(kernelPeakBytes, sampledPeakBytes ?? 0),
      sampledPeakBytes,
      processes: this.#seen.size,
      neuralPeakBytes: this.#neuralPeakBytes(),
      resident: this.#residentKinds(),
      group:
        groupPeakBytes === null ? null : { startBytes: this.#groupStartBytes, peakBytes: groupPeakBytes },
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#group?.close();
    this.#group = null;
    for (const member of this.#members.values()) member.close();
    this.#members.clear();
  }

  async #findMembers(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const pids = await this.#tree.list();
    if (this.#closed) return;
    for (const pid of pids) {
      if (this.#members.has(pid)) continue;
      const member = this.#kernel.openProcess(pid);
      if (member === null) continue;
      this.#members.set(pid, member);
      this.#seen.add(pid);
    }
  }

  #neuralPeakBytes(): number | null {
    const peaks = [...this.#members.values()].flatMap((member) => member.neuralPeakBytes() ?? []);
    return peaks.length === 0 ? null : peaks.reduce((sum, peak) => sum + peak, 0);
  }

  /** Of one process all that it has; of several, which share pages, what is each one's part. */
  #residentKinds(): ResidentKinds | null {
    const members = [...this.#members.values()];
    const alone = members.length === 1;
    const kinds = members.map((member) => (alone ? member.residentKinds() : member.sharedOutKinds()));
    const sum = { fileBytes: 0, anonymousBytes: 0, sharedBytes: 0 };
    for (const kind of kinds) {
      if (kind === null) return null;
      sum.fileBytes += kind.fileBytes;
      sum.anonymousBytes += kind.anonymousBytes;
      sum.sharedBytes += kind.sharedBytes;
    }
    return kinds.length === 0 ? null : sum;
  }

  /** @returns memory of all members; forgets those that are gone */
  #sample(): number {
    let total = 0;
    for (const member of this.#members.values()) {
      const bytes = member.memoryBytes();
      if (bytes === null) {
        this.#members.delete(member.pid);
        member.close();
      } else {
        total += bytes;
      }
    }
    this.#watch.observe(total);
    // Those that have ended take nothing, which is nothing to tell of.
    if (this.#members.size > 0) this.#onUsage({ ramBytes: total });
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
    this.#findMembers().then(this.#readCpu).catch(this.#fail);
  };

  readonly #readCpu = (): void => {
    if (this.#closed) return;
    const cpuMs = new Map<number, number>();
    for (const member of this.#members.values()) {
      const ms = member.cpuMs();
      if (ms !== null) cpuMs.set(member.pid, ms);
    }
    const cpuPercent = this.#cpuRate.observe(cpuMs, performance.now());
    if (cpuPercent !== null) this.#onUsage({ cpuPercent });
  };

  /** Nobody waits for a timer, so its error is kept for the next call. */
  readonly #fail = (error: unknown): void => {
    this.#failure ??= new Error(`cannot measure process ${this.#tree.root}`, { cause: error });
    this.close();
  };
}

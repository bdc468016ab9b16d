/** How busy a tree of processes keeps the CPU, from one look at their CPU times to the next. Pure. */
import { cpuPercent } from '@dumont/protocol';

/** The systems' counters move in steps of 10 ms: over less time than this they say little. */
const SHORTEST_MS = 250;

export class CpuRate {
  #before: { readonly cpuMs: ReadonlyMap<number, number>; readonly atMs: number } | null = null;

  /**
   * @param cpuMs of each process, since its start, by its id
   * @returns 100 for one core that was busy throughout; null for the first look, and for one too soon after the last
   */
  observe(cpuMs: ReadonlyMap<number, number>, nowMs: number): number | null {
    const before = this.#before;
    if (before !== null && nowMs - before.atMs < SHORTEST_MS) return null;
    this.#before = { cpuMs, atMs: nowMs };
    if (before === null) return null;
    // What a process took that has ended since is lost; one that is new has taken all of its time since.
    const spentMs = [...cpuMs].map(([pid, ms]) => Math.max(0, ms - (before.cpuMs.get(pid) ?? 0)));
    return cpuPercent(
      spentMs.reduce((sum, ms) => sum + ms, 0),
      nowMs - before.atMs,
    );
  }
}

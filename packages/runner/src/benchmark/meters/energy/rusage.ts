/** macOS's count of the energy that a process's CPU time took. Of the user's own processes. */
import { MacosUsages } from '../../../host/macos-usage.ts';
import type { EnergyCounter, FoundCounter } from './energy-counter.ts';

const NJ_PER_J = 1e9;

type ReadNj = (pid: number) => bigint | null;

/** @param file another library in tests */
export async function openRusage(file?: string): Promise<FoundCounter> {
  const usages = await MacosUsages.open(file);
  const readNj: ReadNj = (pid) => usages?.read(pid)?.energyNj ?? null;
  // A system before macOS 13 tells the rest alone.
  if (readNj(process.pid) === null) return { reason: 'this macOS does not tell the energy of a process' };
  return { counter: new RusageCounter(readNj) };
}

class RusageCounter implements EnergyCounter {
  readonly source = 'rusage';
  readonly countsIdleness = false;
  readonly #read: ReadNj;
  #before = new Map<number, bigint>();

  constructor(read: ReadNj) {
    this.#read = read;
  }

  begin(pids: readonly number[]): void {
    this.#before = new Map(pids.map((pid) => [pid, this.#read(pid) ?? 0n]));
  }

  /** Of the processes that are still there. */
  end(pids: readonly number[]): number | null {
    const spent = pids.flatMap((pid) => {
      const nj = this.#read(pid);
      return nj === null ? [] : [nj - (this.#before.get(pid) ?? 0n)];
    });
    return spent.length === 0 ? null : Number(spent.reduce((sum, nj) => sum + nj, 0n)) / NJ_PER_J;
  }
}

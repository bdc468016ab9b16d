/** macOS's count of the energy that a process's CPU time took (`proc_pid_rusage`), by koffi. Of the user's own processes. */
import { z } from 'zod';
import type { EnergyCounter, FoundCounter } from './energy-counter.ts';

const LIBRARY = '/usr/lib/libSystem.B.dylib';
/** `rusage_info_v6`: a uuid of 16 bytes and 56 numbers of 64 bits, one of which is `ri_energy_nj`. */
const RUSAGE_INFO_V6 = 6;
const INFO_BYTES = 16 + 56 * 8;
const ENERGY_NJ_AT = 336;
const NJ_PER_J = 1e9;

type ReadNj = (pid: number) => bigint | null;

/** @param file another library in tests */
export async function openRusage(file: string = LIBRARY): Promise<FoundCounter> {
  const koffi = await import('koffi').then(
    (loaded) => loaded.default,
    () => null,
  );
  if (koffi === null) return { reason: 'koffi, which asks macOS for it, has no binary for this machine' };
  try {
    const rusage = koffi.load(file).func('int proc_pid_rusage(int pid, int flavor, void *info)');
    return {
      counter: new RusageCounter((pid) => {
        const info = new DataView(new ArrayBuffer(INFO_BYTES));
        const result = z.int().parse(rusage(pid, RUSAGE_INFO_V6, new Uint8Array(info.buffer)));
        return result === 0 ? info.getBigUint64(ENERGY_NJ_AT, true) : null;
      }),
    };
  } catch {
    // koffi's error has no code: a system before macOS 13 does not have this form of it.
    return { reason: 'this macOS does not tell the energy of a process' };
  }
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

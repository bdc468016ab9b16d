/** The CPU as this process may use it. */
import os from 'node:os';
import { listPaths, readText } from '../../host/system-files.ts';

export interface Cores {
  readonly model: string;
  /** Cores that the process may be scheduled on: those of the machine, less what a CPU set or affinity takes away. */
  readonly count: number;
  /** Linux's frequency governor; several where cores differ. */
  readonly governor: string | null;
}

/** @param list as in `0-3,8,10-11` @returns how many numbers it names */
export function countCpuList(list: string): number {
  return list
    .split(',')
    .filter(Boolean)
    .reduce((count, range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return count + last - first + 1;
    }, 0);
}

/** @param status text of /proc/self/status */
export function parseAllowedCores(status: string): number | null {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  return list === undefined ? null : countCpuList(list);
}

export async function readCores(): Promise<Cores> {
  const cpus = os.cpus();
  // availableParallelism also counts a CPU quota in, on newer Node only; the quota is told apart.
  const online = cpus.length > 0 ? cpus.length : os.availableParallelism();
  const status = await readText('/proc/self/status');
  const allowed = status === null ? null : parseAllowedCores(status);
  return {
    model: cpus[0]?.model.trim() ?? 'unknown',
    count: Math.min(online, allowed ?? online),
    governor: await readGovernor(),
  };
}

async function readGovernor(): Promise<string | null> {
  const policies = await listPaths('/sys/devices/system/cpu/cpufreq', /^policy\d+$/);
  const governors = await Promise.all(policies.map((policy) => readText(`${policy}/scaling_governor`)));
  const distinct = new Set(governors.filter((governor) => governor !== null));
  return distinct.size === 0 ? null : [...distinct].sort().join(', ');
}

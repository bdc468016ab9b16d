/** What control groups allow this process on Linux: CPU time and memory. */
import { type CgroupFolders, readCgroupFolders } from '../../host/cgroup-folders.ts';
import { readNumber, readText } from '../../host/system-files.ts';

export interface CgroupLimits {
  /** CPU time a second, in cores. */
  readonly cpuCores: number | null;
  readonly memoryBytes: number | null;
}

/** @param text of version 2's `cpu.max`: `max 100000`, or `150000 100000` for one and a half cores */
export function parseCpuMax(text: string): number | null {
  const [quotaUs, periodUs] = text.split(' ').map(Number);
  return coresOf(quotaUs, periodUs);
}

/** @param quotaUs version 1 says -1 for none */
export function coresOf(quotaUs: number | undefined, periodUs: number | undefined): number | null {
  if (quotaUs === undefined || periodUs === undefined) return null;
  return quotaUs > 0 && periodUs > 0 ? quotaUs / periodUs : null;
}

export async function readCgroupLimits(): Promise<CgroupLimits> {
  const [cpu, memory] = await Promise.all([readCgroupFolders('cpu'), readCgroupFolders('memory')]);
  const [cpuCores, memoryBytes] = await Promise.all([
    tightest(cpu, readCpuCores),
    tightest(memory, readMemoryBytes),
  ]);
  return { cpuCores, memoryBytes };
}

async function tightest(
  found: CgroupFolders | null,
  read: (folder: string, version: 1 | 2) => Promise<number | null>,
): Promise<number | null> {
  if (found === null) return null;
  const limits = await Promise.all(found.folders.map((folder) => read(folder, found.version)));
  const set = limits.filter((limit) => limit !== null);
  return set.length === 0 ? null : Math.min(...set);
}

async function readCpuCores(folder: string, version: 1 | 2): Promise<number | null> {
  if (version === 2) return parseCpuMax((await readText(`${folder}/cpu.max`)) ?? '');
  const [quotaUs, periodUs] = await Promise.all([
    readNumber(`${folder}/cpu.cfs_quota_us`),
    readNumber(`${folder}/cpu.cfs_period_us`),
  ]);
  return coresOf(quotaUs ?? undefined, periodUs ?? undefined);
}

/** No limit is `max` in version 2 and a number beyond any memory in version 1. */
async function readMemoryBytes(folder: string, version: 1 | 2): Promise<number | null> {
  return readNumber(`${folder}/${version === 2 ? 'memory.max' : 'memory.limit_in_bytes'}`);
}

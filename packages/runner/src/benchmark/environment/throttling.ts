/** How often the kernel slowed cores down because of heat or power limits: x86 on Linux counts it. */
import { listPaths, readNumber } from '../../host/system-files.ts';

export interface ThrottleCounts {
  /** One for each logical core. */
  readonly cores: readonly number[];
  /** The same number for all logical cores of a package. */
  readonly packages: readonly number[];
}

/** @returns events since boot; `null` where nothing is counted */
export function totalThrottleEvents({ cores, packages }: ThrottleCounts): number | null {
  if (cores.length === 0 && packages.length === 0) return null;
  return cores.reduce((sum, count) => sum + count, 0) + Math.max(0, ...packages);
}

export async function readThrottleEvents(): Promise<number | null> {
  const cpus = await listPaths('/sys/devices/system/cpu', /^cpu\d+$/);
  const [cores, packages] = await Promise.all([
    readCounts(cpus, 'core_throttle_count'),
    readCounts(cpus, 'package_throttle_count'),
  ]);
  return totalThrottleEvents({ cores, packages });
}

async function readCounts(cpus: readonly string[], file: string): Promise<number[]> {
  const counts = await Promise.all(cpus.map((cpu) => readNumber(`${cpu}/thermal_throttle/${file}`)));
  return counts.filter((count) => count !== null);
}

/** How long the CPU quota of a control group held the process back in the phase. Heat and power limits are another matter. */
import type { Throttling } from '@dumont/protocol';
import { readCgroupFolders, type CgroupFolders } from '../../host/cgroup-folders.ts';
import { readText } from '../../host/system-files.ts';
import type { Meter, Metered } from './meter.ts';

/** Version 1 counts nanoseconds, version 2 microseconds. */
const UNITS_PER_MS = { throttled_time: 1e6, throttled_usec: 1e3 };

export async function openThrottling({ tree }: Pick<Metered, 'tree'>): Promise<Meter<Throttling | null>> {
  const folders = await readCgroupFolders('cpu', tree.root);
  let before = await readThrottling(folders);
  return {
    async begin() {
      before = await readThrottling(folders);
    },
    async end() {
      return throttlingBetween(before, await readThrottling(folders));
    },
  };
}

/** @returns what the process's own group and all above it have counted, each its own quota's; null where none counts */
export async function readThrottling(found: CgroupFolders | null): Promise<Throttling | null> {
  const stats = await Promise.all((found?.folders ?? []).map((folder) => readText(`${folder}/cpu.stat`)));
  const counted = stats.flatMap((stat) => parseThrottling(stat ?? '') ?? []);
  if (counted.length === 0) return null;
  return {
    throttledPeriods: counted.reduce((sum, { throttledPeriods }) => sum + throttledPeriods, 0),
    throttledMs: counted.reduce((sum, { throttledMs }) => sum + throttledMs, 0),
  };
}

/** @param stat text of `cpu.stat` @returns null where the group has no CPU controller of its own */
export function parseThrottling(stat: string): Throttling | null {
  const periods = /^nr_throttled (\d+)$/m.exec(stat)?.[1];
  const time = /^(throttled_time|throttled_usec) (\d+)$/m.exec(stat);
  if (periods === undefined || time === null) return null;
  const unitsPerMs = UNITS_PER_MS[time[1] as keyof typeof UNITS_PER_MS];
  return { throttledPeriods: Number(periods), throttledMs: Number(time[2]) / unitsPerMs };
}

function throttlingBetween(before: Throttling | null, after: Throttling | null): Throttling | null {
  if (before === null || after === null) return null;
  return {
    throttledPeriods: Math.max(0, after.throttledPeriods - before.throttledPeriods),
    throttledMs: Math.max(0, after.throttledMs - before.throttledMs),
  };
}

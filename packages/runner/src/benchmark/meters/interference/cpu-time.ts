/** How the cores' time was spent, from Linux's /proc/stat. Pure. */

export interface CpuTime {
  /** Clock ticks of all cores together since boot (usually 10 ms each) … */
  readonly totalTicks: number;
  /** … and those that the hypervisor gave to other machines while this one wanted to run. */
  readonly stealTicks: number;
}

/** A tick must count for no more than 1 %. */
const FEWEST_TICKS = 100;

/** user, nice, system, idle, iowait, irq, softirq, steal; guest time, which follows, is part of user time already. */
const FIELDS = 8;

/** @param stat text of /proc/stat @returns `null` where it does not tell */
export function parseCpuTime(stat: string): CpuTime | null {
  const fields = /^cpu +(.+)$/m.exec(stat)?.[1];
  if (fields === undefined) return null;
  const ticks = fields.split(' ').slice(0, FIELDS).map(Number);
  const stealTicks = ticks[FIELDS - 1];
  if (stealTicks === undefined || ticks.some(Number.isNaN)) return null;
  return { totalTicks: ticks.reduce((sum, value) => sum + value, 0), stealTicks };
}

/** @returns share of all cores' time that was stolen, in percent; `null` where too little time passed to tell */
export function stealPercentBetween(before: CpuTime, after: CpuTime): number | null {
  const totalTicks = after.totalTicks - before.totalTicks;
  if (totalTicks < FEWEST_TICKS) return null;
  // Some kernels let the counter fall back by a tick.
  return (Math.max(0, after.stealTicks - before.stealTicks) / totalTicks) * 100;
}

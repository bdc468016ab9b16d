/** Linux's pressure-stall information: for how long some task had to wait for a resource. Pure. */

/** @param pressure text of /proc/pressure/cpu, memory or io @returns microseconds since boot; `null` where it does not tell */
export function parsePressureUs(pressure: string): number | null {
  const total = /^some .*\btotal=(\d+)$/m.exec(pressure)?.[1];
  return total === undefined ? null : Number(total);
}

/** @returns share of the time in which some task waited, in percent; `null` where either reading is missing or no time passed */
export function pressurePercentBetween(
  beforeUs: number | null,
  afterUs: number | null,
  wallMs: number,
): number | null {
  if (beforeUs === null || afterUs === null || wallMs <= 0) return null;
  return Math.min(100, Math.max(0, (afterUs - beforeUs) / (wallMs * 10)));
}

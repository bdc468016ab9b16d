/** Why a board runs slower than it could, by NVML's bits. Pure. */

/** Idleness, clocks that somebody set, and a display's needs are no throttling. */
const REASONS: readonly (readonly [bit: bigint, reason: string])[] = [
  [4n, 'power cap'],
  [8n, 'hardware slowdown'],
  [16n, 'sync boost'],
  [32n, 'heat, by software'],
  [64n, 'heat, by hardware'],
  [128n, 'power brake'],
];

export function throttlingReasons(bits: bigint): string[] {
  return REASONS.flatMap(([bit, reason]) => ((bits & bit) === 0n ? [] : [reason]));
}

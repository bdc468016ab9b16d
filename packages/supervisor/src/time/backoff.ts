/** How long to wait before another try: full jitter, so that a fleet does not come back all at once. */

export interface BackoffRange {
  /** Longest wait before the second try, ms; doubled before each further one. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** @param attempt tries that have failed so far, from 1 @param random from 0 to 1 @returns ms */
export function backoffMs(
  attempt: number,
  { firstMs, longestMs }: BackoffRange,
  random = Math.random(),
): number {
  return random * Math.min(longestMs, firstMs * 2 ** (attempt - 1));
}

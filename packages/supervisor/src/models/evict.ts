/** What has to go for the cache to fit. Pure. */
export interface Evictable {
  readonly bytes: number;
  /** Grows with each use. */
  readonly lastUse: number;
}

/**
 * @param idle what may go: nobody uses it
 * @param excessBytes how much is too much
 * @returns the least recently used ones, no more of them than needed
 */
export function chooseVictims<Item extends Evictable>(idle: readonly Item[], excessBytes: number): Item[] {
  let excess = excessBytes;
  const oldestFirst = idle.toSorted((a, b) => a.lastUse - b.lastUse);
  return oldestFirst.filter(({ bytes }) => {
    const goes = excess > 0;
    if (goes) excess -= bytes;
    return goes;
  });
}

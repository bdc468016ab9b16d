/** Asks systeminformation, where we do not read the system's own files: it starts programs, so it is given a time to answer in. */
import { setTimeout as wait } from 'node:timers/promises';
import type * as systeminformation from 'systeminformation';

const LIMIT_MS = 5000;

/**
 * Loads the library only when asked: Linux does without.
 * @param limitMs how long to wait @returns the answer; `null` when there was none by then
 */
export async function askSystem<T>(
  ask: (system: typeof systeminformation) => Promise<T>,
  limitMs = LIMIT_MS,
): Promise<T | null> {
  const answered = new AbortController();
  const tooLate = wait(limitMs, null, { signal: answered.signal }).catch(() => null);
  try {
    return await Promise.race([ask(await import('systeminformation')), tooLate]);
  } finally {
    answered.abort();
  }
}

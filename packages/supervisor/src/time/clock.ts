/** Time as the loops see it, so that a test can let an hour pass at once. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** ms since some moment, whatever the time of day is set to: for durations. */
  elapsed(): number;
  /** Resolves after so long, or as soon as the signal is aborted. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  },
};

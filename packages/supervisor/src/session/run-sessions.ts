/** One session after another: each ends with whatever fails in it, and the next one begins a little later. */
import { DumontError } from '@dumont/protocol';
import type { Logger } from 'pino';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';
import { SessionOutdated, type Footing } from './footing.ts';

const AGAIN = { firstMs: 500, longestMs: 15_000 };
/** After so long without a failure the next one is the first again. */
const STEADY_MS = 60_000;

export interface SessionsOptions {
  /** Resolves when draining has begun and nothing is left to do. */
  readonly run: (footing: Footing) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** @throws DumontError USAGE, which only a person can mend, such as another process that has this worker's identity */
export async function runSessions(
  first: Footing,
  { run, clock, log }: SessionsOptions,
  draining: AbortSignal,
): Promise<void> {
  let footing = first;
  let failures = 0;
  const isOver = (): boolean => draining.aborted;
  while (!isOver()) {
    const startMs = clock.elapsed();
    try {
      await run(footing);
      return;
    } catch (error) {
      if (error instanceof DumontError && error.code === 'USAGE') throw error;
      if (isOver()) {
        // Most likely a call that was cut.
        log.debug({ err: error }, 'the last session has ended');
        return;
      }
      if (error instanceof SessionOutdated) {
        log.warn(error.message);
        footing = error.next;
      } else log.error({ err: error }, 'no jobs are taken: the worker begins again');
      failures = clock.elapsed() - startMs > STEADY_MS ? 1 : failures + 1;
    }
    await clock.sleep(backoffMs(failures, AGAIN), draining);
  }
}

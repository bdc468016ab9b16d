/** The two ways in which an idle worker learns of a job: waiting on all of its queues, or asking them now and then. */
import { messageOf } from '@dumont/protocol';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';
import type { LeaseTimes } from '../time/lease.ts';
import type { BlockedWait, WaitResult } from './blocked-wait.ts';
import { isTooManyClients } from './redis-trouble.ts';

export interface Idle {
  /** Ends with a job that has been moved, with none, or when the signal is aborted. */
  wait(signal: AbortSignal): Promise<WaitResult>;
  /** Whether the queues are to be asked, one by one, after a wait that brought nothing. */
  readonly asks: boolean;
}

const WAIT_AGAIN = { firstMs: 1000, longestMs: 60_000 };

/** Mean time between two questions; each worker has its own moments, so that a fleet does not ask at once. */
const POLL_MS = 1000;

export interface BlockingOptions {
  readonly times: LeaseTimes;
  readonly clock: Clock;
  /** Told why the worker has to ask instead of waiting, and null when it waits again. */
  readonly onShort: (reason: string | null) => void;
}

/** A server that has no connection left for waiting is asked over the one that there is, and tried again later and later. */
export function idleByBlocking(blocked: BlockedWait, { times, clock, onShort }: BlockingOptions): Idle {
  const polling = idleByPolling(clock);
  let refusals = 0;
  let againMs = 0;
  let asks = false;
  const refused = (failure: Error | null): void => {
    if (!isTooManyClients(failure)) return;
    blocked.close();
    refusals += 1;
    againMs = clock.elapsed() + WAIT_AGAIN.firstMs + backoffMs(refusals, WAIT_AGAIN);
    onShort(`Redis has no connection left for waiting, so it is asked for jobs: ${messageOf(failure)}`);
  };
  return {
    get asks() {
      return asks;
    },
    wait: async (signal) => {
      asks = clock.elapsed() < againMs;
      if (asks) return polling.wait(signal);
      const result = await blocked.wait(times, signal);
      const rest = result.rest.then((ended) => {
        refused(ended.failure);
        if (ended.failure === null && refusals > 0) {
          refusals = 0;
          onShort(null);
        }
        return ended;
      });
      return { ...result, rest };
    },
  };
}

/** For fleets so large that a connection a queue is too many, and for proxies that do not let calls block. */
export function idleByPolling(clock: Clock, random = Math.random): Idle {
  return {
    asks: true,
    wait: async (signal) => {
      await clock.sleep(POLL_MS * (0.5 + random()), signal);
      return { first: null, rest: Promise.resolve({ others: [], failure: null }) };
    },
  };
}

/** The two ways in which an idle worker learns of a job: waiting on all of its queues, or asking them now and then. */
import { messageOf } from '@dumont/protocol';
import { backoffMs } from '../../time/backoff.ts';
import type { Clock } from '../../time/clock.ts';
import type { LeaseTimes } from '../../time/lease-times.ts';
import type { BlockedWait, OnHeld, WaitResult } from './blocked-wait.ts';
import { isRefusedAlone, isTooManyClients } from './redis-trouble.ts';

export interface Idle {
  /** Ends with a job that has been moved, with none, or when the signal is aborted. */
  wait(signal: AbortSignal, onHeld: OnHeld): Promise<WaitResult>;
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

/** A server that does not let the worker wait is asked over the connection that there is, and tried again later and later. */
export function idleByBlocking(blocked: BlockedWait, { times, clock, onShort }: BlockingOptions): Idle {
  const polling = idleByPolling(clock);
  let refusals = 0;
  let againMs = 0;
  let asks = false;
  const refused = (failure: Error, reason: string): void => {
    blocked.close();
    refusals += 1;
    againMs = clock.elapsed() + WAIT_AGAIN.firstMs + backoffMs(refusals, WAIT_AGAIN);
    onShort(`${reason}, so it is asked for jobs: ${messageOf(failure)}`);
  };
  const judge = (failure: Error | null): void => {
    if (failure === null) {
      if (refusals > 0) onShort(null);
      refusals = 0;
    } else if (isTooManyClients(failure)) {
      refused(failure, 'Redis has no connection left for waiting');
    } else if (isRefusedAlone(failure)) {
      refused(failure, 'Redis does not let this worker wait');
    }
  };
  return {
    get asks() {
      return asks;
    },
    wait: async (signal, onHeld) => {
      asks = clock.elapsed() < againMs;
      if (asks) return polling.wait(signal, onHeld);
      const result = await blocked.wait(times, signal, onHeld);
      const rest = result.rest.then((ended) => {
        judge(ended.failure);
        // What refused to wait has moved nothing.
        return isRefusedAlone(ended.failure) ? { ...ended, failure: null } : ended;
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

/** The two ways in which an idle worker learns of a job: waiting on all of its queues, or asking them now and then. */
import type { Clock } from '../time/clock.ts';
import type { LeaseTimes } from '../time/lease.ts';
import type { BlockedWait, WaitResult } from './blocked-wait.ts';

export interface Idle {
  /** Ends with a job that has been moved, with none, or when the signal is aborted. */
  wait(signal: AbortSignal): Promise<WaitResult>;
  /** Whether the queues are to be asked, one by one, after a wait that brought nothing. */
  readonly asks: boolean;
}

/** Mean time between two questions; each worker has its own moments, so that a fleet does not ask at once. */
const POLL_MS = 1000;

export function idleByBlocking(blocked: BlockedWait, times: LeaseTimes): Idle {
  return { asks: false, wait: (signal) => blocked.wait(times, signal) };
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

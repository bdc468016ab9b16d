/** A time limit as an abort signal. */
import { DumontError } from '@dumont/protocol';

/** Longer than this a timer would fire at once (2^31 - 1 ms, about 25 days). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface TimeLimit {
  readonly ms: number;
  /** What the signal is aborted with when the time is up. */
  readonly overdue: DumontError;
  /** Aborts it too, with its own reason. */
  readonly outer: AbortSignal | undefined;
}

/** Hands `body` a signal that is aborted when the time is up; the timer ends with the body. */
export async function withDeadline<Result>(
  { ms, overdue, outer }: TimeLimit,
  body: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(overdue);
  };
  const timer = setTimeout(abort, Math.min(ms, LONGEST_TIMER_MS));
  try {
    return await body(outer === undefined ? controller.signal : AbortSignal.any([controller.signal, outer]));
  } finally {
    clearTimeout(timer);
  }
}

/** @param timeoutMs of the whole, of which nothing is left for the benchmark */
export function downloadOverdue(timeoutMs: number): DumontError {
  return new DumontError(
    'DEADLINE_EXCEEDED',
    `The download of the model was ended after ${timeoutMs / 1000} s, the time limit of the whole benchmark: give more time.`,
  );
}

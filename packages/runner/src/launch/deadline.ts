/** A time limit as an abort signal; disposing of it ends its timer. */
import type { DumontError } from '@dumont/protocol';

export interface Deadline extends Disposable {
  /** Aborts with `overdue` when the time is up, or with the outer signal's reason. */
  readonly signal: AbortSignal;
}

/** Longer than this a timer would fire at once (2^31 - 1 ms, about 25 days). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function startDeadline(ms: number, overdue: DumontError, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(
    () => {
      controller.abort(overdue);
    },
    Math.min(ms, LONGEST_TIMER_MS),
  );
  return {
    signal: outer === undefined ? controller.signal : AbortSignal.any([controller.signal, outer]),
    [Symbol.dispose]: () => {
      clearTimeout(timer);
    },
  };
}

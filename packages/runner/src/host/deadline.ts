/** A time limit as an abort signal. */
import type { DumontError } from '@dumont/protocol';

/** Longer than this a timer would fire at once (2^31 - 1 ms, about 25 days). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface TimeLimit {
  readonly ms: number;
  /** What the signal is aborted with when the time is up. */
  readonly overdue: DumontError;
  /** Aborts it too, with its own reason. */
  readonly outer: AbortSignal | undefined;
}

/** The caller's reason, whatever it is: a DumontError of the caller's must not be taken for one of the benchmark's own. */
class StoppedFromOutside extends Error {
  override readonly name = 'StoppedFromOutside';
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('stopped from outside');
    this.reason = reason;
  }
}

/**
 * Hands `body` a signal that is aborted when the time is up; the timer ends with the body.
 * @throws the outer signal's reason where the body was stopped for it
 */
export async function withDeadline<Result>(
  { ms, overdue, outer }: TimeLimit,
  body: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort(new StoppedFromOutside(outer?.reason));
  };
  const timer = setTimeout(
    () => {
      controller.abort(overdue);
    },
    Math.min(ms, LONGEST_TIMER_MS),
  );
  if (outer?.aborted === true) stop();
  outer?.addEventListener('abort', stop, { once: true });
  try {
    return await body(controller.signal);
  } catch (error) {
    throw error instanceof StoppedFromOutside ? error.reason : error;
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', stop);
  }
}

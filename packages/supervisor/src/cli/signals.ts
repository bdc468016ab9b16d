/**
 * What ends the service: the first signal lets the running job finish, within limits; the second does not wait, nor does an error that
 * nothing caught.
 */
import { ENDING_SIGNALS, exitCodeOfSignal, type EndingSignal } from '@dumont/runner/host';
import { errorCatalogue } from '@dumont/protocol';
import type { Logger } from 'pino';
import { Crash } from '../job/job-signals.ts';

export interface EndSignals {
  readonly draining: AbortSignal;
  readonly stopping: AbortController;
  /** The exit code: 0; by convention 128 + the number of a second signal; 1 after an error that nothing caught. */
  exitCode(): number;
  /** Stops listening, and the clock of the drain. */
  close(): void;
}

/** Jobs are given back within this time or, once their lease has run out, by another worker. */
const CRASH_MS = 5000;
const CRASHED = errorCatalogue.INTERNAL.exitCode;

export function listenForSignals(drainMs: number, log: Logger): EndSignals {
  const draining = new AbortController();
  const stopping = new AbortController();
  let exitCode = 0;
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (signal: EndingSignal): void => {
    if (draining.signal.aborted) {
      log.warn({ signal }, 'stopping at once: jobs are given back');
      exitCode = exitCodeOfSignal(signal);
      stopping.abort(new Error(`stopped by ${signal}`));
      return;
    }
    log.info({ signal }, 'stopping: no more jobs are taken, a running one may finish');
    draining.abort(new Error(`stopped by ${signal}`));
    timer = setTimeout(() => {
      log.warn('the running job takes too long: it is given back');
      stopping.abort(new Error('the drain took too long'));
    }, drainMs);
  };
  const onUncaught = (error: unknown): void => {
    log.fatal({ err: error }, 'a bug: the worker gives its jobs back and ends');
    // What comes of it is told, and does not put the end off.
    if (exitCode === CRASHED) return;
    exitCode = CRASHED;
    const crash = new Crash('an error that nothing caught', { cause: error });
    draining.abort(crash);
    stopping.abort(crash);
    clearTimeout(timer);
    timer = setTimeout(() => process.exit(CRASHED), CRASH_MS);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  // Of promises too: Node throws what they were rejected with.
  process.on('uncaughtException', onUncaught);
  return {
    draining: draining.signal,
    stopping,
    exitCode: () => exitCode,
    close: () => {
      clearTimeout(timer);
      for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
      process.off('uncaughtException', onUncaught);
    },
  };
}

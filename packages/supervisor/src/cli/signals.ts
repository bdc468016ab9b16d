/** What ends the service: the first signal lets the running job finish, within limits; the second does not wait. */
import { ENDING_SIGNALS, exitCodeOfSignal, type EndingSignal } from '@dumont/protocol';
import type { Logger } from 'pino';

export interface EndSignals {
  readonly draining: AbortSignal;
  readonly stopping: AbortController;
  /** The exit code: 0, or by convention 128 + the number of a second signal. */
  exitCode(): number;
  /** Stops listening, and the clock of the drain. */
  close(): void;
}

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
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  return {
    draining: draining.signal,
    stopping,
    exitCode: () => exitCode,
    close: () => {
      clearTimeout(timer);
      for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
    },
  };
}

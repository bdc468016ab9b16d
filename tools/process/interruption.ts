/** Ctrl-C and its like: whatever a command has started is ended before it ends itself. */
import { ENDING_SIGNALS, exitCodeOfSignal, type EndingSignal } from '@dumont/runner/host';

export interface Interruption {
  readonly signal: AbortSignal;
  /** By convention 128 + the number of the signal. */
  exitCode(): number;
  close(): void;
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let exitCode = 0;
  const onSignal = (name: EndingSignal): void => {
    exitCode ||= exitCodeOfSignal(name);
    controller.abort(new Error(`interrupted by ${name}`));
  };
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    close: () => {
      for (const name of ENDING_SIGNALS) process.off(name, onSignal);
    },
  };
}

/** @throws the signal's reason as soon as it is aborted; what was waited for goes on unseen */
export async function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => {
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Signals that end the command: the first one cleans up, the second one does not wait for it. */
import { ENDING_SIGNALS, exitCodeOfSignal } from '../../host/ending-signals.ts';

/** Why everything was aborted. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** @param abort called on the first signal */
export function listenForSignals(abort: (reason: Interruption) => void): void {
  let interrupted = false;
  for (const signal of ENDING_SIGNALS) {
    process.on(signal, () => {
      const code = exitCodeOfSignal(signal);
      // What listens to 'exit' still removes temporary files and ends child processes.
      if (interrupted) process.exit(code);
      interrupted = true;
      abort(new Interruption(`interrupted by ${signal}`, code));
    });
  }
}

/** The end of one transfer: aborts it when what it waits for does not come in time, and whatever is left of it when it is over. */
import { TransferError } from './download-error.ts';

export class Watchdog {
  readonly #controller = new AbortController();
  readonly signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;

  /** @param outer aborts as well, with its own reason */
  constructor(outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
  }

  /** From now on this long, unless it is armed again. */
  arm(ms: number, complaint: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#controller.abort(new TransferError(complaint, { retryable: true }));
    }, ms);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#controller.abort(new TransferError('the transfer is over'));
  }
}

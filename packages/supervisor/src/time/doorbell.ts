/** Wakes a loop before its time. A ring that nobody waits for is kept for the next wait. */
import type { Clock } from './clock.ts';

export class Doorbell {
  #rung = false;
  #wake: AbortController | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.abort();
  }

  /** Resolves at a ring, after `ms`, or when the signal is aborted. One waits at a time. */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung) {
      const wake = new AbortController();
      this.#wake = wake;
      await clock.sleep(ms, AbortSignal.any([wake.signal, signal]));
      this.#wake = undefined;
    }
    this.#rung = false;
  }
}

/** A clock whose sleepers do not sleep: each leaps to the moment that it wanted to wait for. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../time/clock.ts';

export class LeapingClock implements Clock {
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  elapsed(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) this.#nowMs += ms;
    await setImmediate();
  }
}

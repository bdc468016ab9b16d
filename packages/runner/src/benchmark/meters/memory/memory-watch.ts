/** What a series of memory samples shows: the highest since the last reset, and the moment when a limit is passed. */
import type { MemoryLimit } from '../meter.ts';

export class MemoryWatch {
  readonly #limit: MemoryLimit;
  #exceeded = false;
  #peakBytes: number | null = null;

  constructor(limit: MemoryLimit) {
    this.#limit = limit;
  }

  /** Highest sample since the last reset; `null` if there was none. */
  get peakBytes(): number | null {
    return this.#peakBytes;
  }

  observe(bytes: number): void {
    this.#peakBytes = Math.max(bytes, this.#peakBytes ?? 0);
    const { memoryLimitBytes, onLimitExceeded } = this.#limit;
    if (this.#exceeded || memoryLimitBytes === null || bytes <= memoryLimitBytes) return;
    this.#exceeded = true;
    onLimitExceeded(bytes);
  }

  reset(): void {
    this.#peakBytes = null;
  }
}

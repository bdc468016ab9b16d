/** Whether a tree of processes has grown past what any engine needs. */

/** An engine is one process. One that starts a helper on each core is still far below. */
export const MOST_PROCESSES = 64;

export class ProcessCount {
  readonly #onTooMany: ((count: number) => void) | undefined;
  #exceeded = false;

  /** @param onTooMany called once, with the first count above `MOST_PROCESSES` */
  constructor(onTooMany: ((count: number) => void) | undefined) {
    this.#onTooMany = onTooMany;
  }

  observe(count: number): void {
    if (this.#exceeded || count <= MOST_PROCESSES) return;
    this.#exceeded = true;
    this.#onTooMany?.(count);
  }
}

/** Lets callers wait until the state is as they want it, without asking again and again. */

interface Waiter {
  readonly predicate: () => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export class Changes {
  readonly #waiters = new Set<Waiter>();

  /** To be called after every change. */
  notify(): void {
    for (const waiter of this.#waiters) this.#check(waiter);
  }

  /**
   * @returns when the predicate holds, at once if it does already
   * @throws what the predicate throws; an Error when the orchestrator stops before
   */
  async waitFor(predicate: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const waiter = { predicate, resolve, reject };
      this.#waiters.add(waiter);
      this.#check(waiter);
    });
  }

  close(): void {
    for (const { reject } of this.#waiters) {
      reject(new Error('the orchestrator stopped before that which was waited for'));
    }
    this.#waiters.clear();
  }

  #check(waiter: Waiter): void {
    try {
      if (!waiter.predicate()) return;
      waiter.resolve();
    } catch (error) {
      waiter.reject(error);
    }
    this.#waiters.delete(waiter);
  }
}

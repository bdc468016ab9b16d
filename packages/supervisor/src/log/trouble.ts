/** Trouble that lasts is told once, and once more where it turns out to be another; what is tried in between is for debugging. */

export class Trouble {
  #told: string | null = null;

  /** @returns the level to log it at */
  levelOf(error: Error): 'warn' | 'debug' {
    const level = error.message === this.#told ? 'debug' : 'warn';
    this.#told = error.message;
    return level;
  }

  /** @returns whether there was any */
  over(): boolean {
    const was = this.#told !== null;
    this.#told = null;
    return was;
  }
}

/** What several checks read is done once. */

/** @returns the same promise for the same name, a failed one too */
export class Once<Value> {
  readonly #made = new Map<string, Promise<Value>>();

  get(name: string, make: () => Promise<Value>): Promise<Value> {
    const there = this.#made.get(name);
    if (there !== undefined) return there;
    const value = make();
    this.#made.set(name, value);
    return value;
  }
}

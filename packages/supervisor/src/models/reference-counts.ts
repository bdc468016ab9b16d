/** Which files are in use, and by how many. */
export class ReferenceCounts {
  readonly #counts = new Map<string, number>();

  /** @returns what ends it, once; it says whether nobody uses the file any more */
  add(name: string): () => boolean {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return false;
      held = false;
      const left = (this.#counts.get(name) ?? 1) - 1;
      if (left > 0) this.#counts.set(name, left);
      else this.#counts.delete(name);
      return left <= 0;
    };
  }

  has(name: string): boolean {
    return this.#counts.has(name);
  }
}

/** Releases native objects on every path. Node 22 has neither `using` nor DisposableStack. */

/** Owns objects that are made one after the other, and releases them in the opposite order. */
export class Owner implements Disposable {
  readonly #owned: Disposable[] = [];

  own<Owned extends Disposable>(object: Owned): Owned {
    this.#owned.push(object);
    return object;
  }

  [Symbol.dispose](): void {
    for (let object = this.#owned.pop(); object !== undefined; object = this.#owned.pop())
      object[Symbol.dispose]();
  }
}

/** Releases whatever the body owned, once it is over. */
export function releasing<Result>(body: (owner: Owner) => Result): Result {
  const owner = new Owner();
  try {
    return body(owner);
  } finally {
    owner[Symbol.dispose]();
  }
}

/** Releases whatever the body owned where it throws; else the owner is its result's. */
export function releasingOnThrow<Result>(body: (owner: Owner) => Result): Result {
  const owner = new Owner();
  try {
    return body(owner);
  } catch (cause) {
    owner[Symbol.dispose]();
    throw cause;
  }
}

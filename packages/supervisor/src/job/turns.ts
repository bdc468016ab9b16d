/** Whose turn it is to measure: one job a card, and one that runs on the CPU only while nothing else is measured. */
import { isAccelerator, type ComputeUnit } from '@dumont/protocol';

export interface Turn {
  /** What the job is given; null where it is the machine's only one, which needs no naming. */
  readonly card: string | null;
  /** May be called again. */
  readonly end: () => void;
}

interface Waiting {
  readonly needsAll: boolean;
  readonly grant: (turn: Turn) => void;
}

/** First come, first served: a job for the CPU is not kept waiting by a stream of others. */
export class Turns {
  readonly #count: number;
  readonly #free: (string | null)[];
  readonly #waiting: Waiting[] = [];

  /** @param cards the accelerators, by what tells one from another; with none or one there is one turn at a time */
  constructor(cards: readonly string[]) {
    this.#free = cards.length > 1 ? [...cards] : [null];
    this.#count = this.#free.length;
  }

  /**
   * @param unit null where it is not known yet: then nothing else is measured meanwhile
   * @throws the signal's reason where it was aborted before the turn came
   */
  async take(unit: ComputeUnit | null, signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Turn>();
    const waiting = { needsAll: unit === null || !isAccelerator(unit), grant: resolve };
    const leave = (): void => {
      const place = this.#waiting.indexOf(waiting);
      if (place < 0) return;
      this.#waiting.splice(place, 1);
      reject(signal.reason as Error);
      this.#serve();
    };
    this.#waiting.push(waiting);
    signal.addEventListener('abort', leave);
    this.#serve();
    return promise.finally(() => {
      signal.removeEventListener('abort', leave);
    });
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const wanted = next.needsAll ? this.#count : 1;
      if (this.#free.length < wanted) return;
      this.#waiting.shift();
      next.grant(this.#turn(this.#free.splice(0, wanted), next.needsAll));
    }
  }

  #turn(cards: (string | null)[], isAll: boolean): Turn {
    return {
      card: isAll ? null : (cards[0] ?? null),
      end: () => {
        this.#free.push(...cards.splice(0));
        this.#serve();
      },
    };
  }
}

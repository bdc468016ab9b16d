/**
 * What is known of the orchestrator's not knowing. A job is in Redis a moment before the orchestrator can be asked about it, so that
 * one that it does not know is asked for again; but where it has lost its jobs, thousands of their ids may still be queued.
 */

/** Tries of one job, over some seconds. */
const TRIES = 5;
/** So many jobs in a row, each tried so often: it has forgotten them. */
const CERTAIN_JOBS = 2;
/** A queue of forgotten ids is gone through without a pause. After one, the next id may well be new. */
const CERTAIN_MS = 2000;

export class UnknownJobs {
  #jobs = 0;
  #lastMs = -Infinity;

  /** @returns how often a job is to be asked for, from now on, that the orchestrator says it does not know */
  tries(nowMs: number): number {
    if (nowMs - this.#lastMs > CERTAIN_MS) this.forget();
    return this.#jobs >= CERTAIN_JOBS ? 1 : TRIES;
  }

  /** Another one that it does not know, asked so often. */
  add(nowMs: number): void {
    this.#jobs += 1;
    this.#lastMs = nowMs;
  }

  /** It was away, or learnt of a job late: nothing is certain any more. */
  forget(): void {
    this.#jobs = 0;
  }
}

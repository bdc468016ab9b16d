/**
 * Whose trouble it is where the orchestrator answers, and does not give a job: the job's, where it gives others; its own, where two in a
 * row are not to be had.
 */

/** A job that is tried again after so many others is new. */
const MOST = 1000;
const GENERAL_JOBS = 2;

export class WithheldJobs {
  /** Whether another job has been given since this one was not. */
  readonly #others = new Map<string, boolean>();
  readonly #inARow = new Set<string>();

  /** A job was given. */
  given(jobId: string): void {
    this.#inARow.clear();
    this.#others.delete(jobId);
    for (const id of this.#others.keys()) this.#others.set(id, true);
  }

  /** A job was not given. @returns whose trouble that is, as far as can be told by now */
  withheld(jobId: string): 'job' | 'orchestrator' | 'unknown' {
    if (this.#others.get(jobId) === true) return 'job';
    this.#others.delete(jobId);
    this.#others.set(jobId, false);
    const [oldest] = this.#others.keys();
    if (this.#others.size > MOST && oldest !== undefined) this.#others.delete(oldest);
    this.#inARow.add(jobId);
    return this.#inARow.size >= GENERAL_JOBS ? 'orchestrator' : 'unknown';
  }
}

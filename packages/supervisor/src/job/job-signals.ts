/** What ends the taking of jobs. */

export interface JobSignals {
  /** No further job is taken. */
  readonly draining: AbortSignal;
  /** Running jobs end at once and are given back. */
  readonly stopping: AbortSignal;
}

/** An error that nothing caught ends the worker: what else it has broken nobody knows. As a reason to stop, it is one that counts. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

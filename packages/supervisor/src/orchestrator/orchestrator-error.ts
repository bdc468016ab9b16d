/** Why the orchestrator, or a queue of its, did not do what it was asked for. Nothing else of an answer reaches the worker. */

/**
 * `forgotten`: it says that it does not know the worker, or the job. `refused`: it answered, and does not take this one thing. `away`:
 * nobody answers, or not the orchestrator, or it is in trouble itself: the same may succeed later.
 */
export type Failure = 'forgotten' | 'refused' | 'away';

export class OrchestratorError extends Error {
  override readonly name = 'OrchestratorError';
  readonly failure: Failure;
  /** True where it says that what it has forgotten does not come back. */
  readonly isFinal: boolean;

  constructor(
    message: string,
    failure: Failure,
    options: { readonly isFinal?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.failure = failure;
    this.isFinal = options.isFinal ?? false;
  }
}

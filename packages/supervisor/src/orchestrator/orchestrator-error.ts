/** Why a call to the orchestrator failed: it is away, or it answered with a status that is no success. */

export class OrchestratorError extends Error {
  override readonly name = 'OrchestratorError';
  /** HTTP status; null where no answer came. */
  readonly status: number | null;

  constructor(message: string, status: number | null, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
  }

  /** True where the same call may succeed later: nobody answered, or it was the server's own trouble. */
  get isAway(): boolean {
    return this.status === null || this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

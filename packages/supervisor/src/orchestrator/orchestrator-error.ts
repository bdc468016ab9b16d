/** Why a call to the orchestrator failed: it is away, or it answered with a status that is no success. */

const UNKNOWN: readonly number[] = [404, 410];

export class OrchestratorError extends Error {
  override readonly name = 'OrchestratorError';
  /** HTTP status of an answer that is the orchestrator's own; null where there was none, such as a proxy's page. */
  readonly status: number | null;

  constructor(message: string, status: number | null, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
  }

  /** True where the same call may succeed later: nobody answered, or it was the server's own trouble. */
  get isAway(): boolean {
    return this.status === null || this.status >= 500 || this.status === 429 || this.status === 408;
  }

  /** True where the orchestrator itself says that it does not know what it was asked about. */
  get isUnknown(): boolean {
    return this.status !== null && UNKNOWN.includes(this.status);
  }
}

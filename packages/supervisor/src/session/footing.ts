/** What a session is built on: where that changes, it ends, and another one begins. */
import type { ComputeUnit } from '@dumont/protocol';

export interface Footing {
  /** What the orchestrator calls this worker. */
  readonly workerId: string;
  readonly units: readonly ComputeUnit[];
}

export class SessionOutdated extends Error {
  override readonly name = 'SessionOutdated';
  readonly next: Footing;

  constructor(message: string, next: Footing) {
    super(message);
    this.next = next;
  }
}

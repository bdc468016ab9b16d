/** What the worker asks of its orchestrator. One try a call: whoever calls knows whether and when to try again. */
import type { BelievedWorker, Registration, WorkerStatus } from '@dumont/protocol/sark';

/** Every call @throws OrchestratorError; the signal's reason where it was aborted. */
export interface Orchestrator {
  /** @returns the same orchestrator; its calls end with this signal too */
  until(signal: AbortSignal): Orchestrator;
  register(registration: Registration): Promise<Registered>;
  /** @returns what the orchestrator takes the worker's status to be; null where that is none */
  beat(workerId: string, nowMs: number): Promise<WorkerStatus | null>;
  announce(workerId: string, status: WorkerStatus): Promise<void>;
  /**
   * @returns the answer as it came: what is wrong with a job is for the job's result to say
   * @throws DumontError JOB_INVALID for an id that no orchestrator can be asked about
   */
  job(jobId: string): Promise<unknown>;
  /** @returns null where the orchestrator does not say, as it knows no such worker or has no such call */
  believed(workerId: string): Promise<BelievedWorker | null>;
}

export interface Registered {
  /** What the orchestrator calls the worker. */
  readonly workerId: string;
  /** What it did, in its own words. */
  readonly action: string;
}

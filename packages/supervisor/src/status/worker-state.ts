/** What the worker is doing, from the jobs in it and what keeps it from taking any. */
import type { WorkerStatus } from '@dumont/protocol/sark';

export interface StatusChange {
  readonly status: WorkerStatus;
  readonly reason: string;
}

/** What can be wrong with a machine: a check, a report and a recovery of the same kind belong together. */
export type FaultKind =
  | 'data'
  | 'disk'
  | 'identity'
  | 'metrics'
  | 'models'
  | 'model-root'
  | 'orchestrator'
  | 'outbox'
  | 'sandbox'
  | 'units';

export class WorkerState {
  #running = 0;
  #cleaning = 0;
  /** Jobs whose result cannot be published now, each with the reason. */
  readonly #unpublished = new Map<string, string>();
  readonly #faults = new Map<FaultKind, string>();
  readonly #remarks = new Map<'connections', string>();
  readonly #onChange: (change: StatusChange) => void;
  #status: WorkerStatus = 'active';

  constructor(onChange: (change: StatusChange) => void) {
    this.#onChange = onChange;
  }

  get status(): WorkerStatus {
    return this.#status;
  }

  get isFaulty(): boolean {
    return this.#faults.size > 0;
  }

  hasFault(kind: FaultKind): boolean {
    return this.#faults.has(kind);
  }

  get faults(): readonly string[] {
    return [...this.#faults.values(), ...this.#unpublished.values()];
  }

  /** What is not as it should be, though jobs are taken. */
  get remarks(): readonly string[] {
    return [...this.#remarks.values()];
  }

  remark(about: 'connections', text: string | null): void {
    if (text === null) this.#remarks.delete(about);
    else this.#remarks.set(about, text);
  }

  jobStarted(jobId: string): void {
    this.#running += 1;
    this.#update(`job ${jobId} started`);
  }

  jobCleaning(jobId: string): void {
    this.#running -= 1;
    this.#cleaning += 1;
    this.#update(`job ${jobId} has run: cleaning up`);
  }

  /** Nothing is left to clean, but the result cannot be published now: until it is, no other job can be taken. */
  jobUnpublished(jobId: string, reason: string): void {
    if (this.#unpublished.has(jobId)) return;
    this.#unpublished.set(jobId, reason);
    this.#update(reason);
  }

  jobEnded(jobId: string): void {
    this.#cleaning -= 1;
    this.#unpublished.delete(jobId);
    this.#update(`job ${jobId} is done with`);
  }

  /** @param kind once, whatever its words @param reason for a person */
  fault(kind: FaultKind, reason: string): void {
    this.#faults.set(kind, reason);
    this.#update(reason);
  }

  recovered(kind: FaultKind): void {
    if (this.#faults.delete(kind)) this.#update(`recovered: ${kind}`);
  }

  #update(reason: string): void {
    const status = this.#derive();
    if (status === this.#status) return;
    this.#status = status;
    this.#onChange({ status, reason });
  }

  #derive(): WorkerStatus {
    if (this.#running > 0) return 'busy';
    if (this.#cleaning > this.#unpublished.size) return 'cleanup';
    return this.#faults.size > 0 || this.#unpublished.size > 0 ? 'faulty' : 'active';
  }
}

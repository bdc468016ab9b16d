/** The orchestrator's queues as the worker uses them: what is claimed is held under a lease, and acknowledged with its result. */
import type { ComputeUnit } from '@dumont/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../time/clock.ts';
import type { LeaseTimes } from '../time/lease-times.ts';
import type { Acknowledgement, Claim, Counts, FinishedRun, HeldJob, Turn } from './claim.ts';

/** Where the queues are. Reconnects by itself between `connect` and `disconnect`. */
export interface Broker {
  /** Why nothing is answered, or what is refused: true of the last commands. */
  readonly troubles: readonly string[];
  /** How long the connection has been there, ms. */
  readonly steadyMs: number;
  connect(): Promise<void>;
  disconnect(): void;
  /** @param callback called whenever there is a new connection @returns what ends that */
  onConnected(callback: () => void): () => void;
  /** The queues that a worker serves. */
  serve(worker: QueueWorker): WorkerQueues;
}

export interface QueueWorker {
  readonly workerId: string;
  readonly units: readonly ComputeUnit[];
  readonly wake: 'blmove' | 'poll';
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told why the worker has to ask for jobs instead of waiting for them, and null when it waits again. */
  readonly onShort: (reason: string | null) => void;
  /** True for a run whose result is on its way: its job is let go of by publishing. */
  readonly isPublishing: (job: HeldJob) => boolean;
}

export interface WorkerQueues {
  readonly jobs: Jobs;
  /** Those that other workers serve too. */
  readonly shared: readonly SharedQueue[];
  /** On the worker's id. */
  readonly mark: OwnerMark;
  /** Publishes the result and lets go of the job, in one step. @throws OrchestratorError */
  publish(run: FinishedRun): Promise<Acknowledgement>;
  /** Gives back jobs of units that this machine could run when it was last started, and cannot now. */
  recoverOtherUnits(): Promise<void>;
  /** Ends every wait for a job. */
  close(): void;
}

/** Where the worker's jobs come from, in order of priority, and go back to. Rejects with whatever goes wrong: every step can be repeated. */
export interface Jobs {
  /** Waits for a job and claims it. @returns null where the signal was aborted; nothing is claimed then */
  next(signal: AbortSignal): Promise<Claim | null>;
  /** Gives the job back. */
  release(claim: Claim, counts: Counts, turn?: Turn): Promise<void>;
  /** It could not be given back: that is made up for before the next claim. */
  abandon(claim: Claim): void;
  /** The job's result is published. */
  forget(claim: Claim): void;
  /** Keeps the leases under which jobs are held. */
  renewHeld(): Promise<void>;
  /** Gives back what was found to be held without being known. */
  tidy(): Promise<void>;
  /** Gives up the leases under which nothing is held. */
  leave(): Promise<void>;
}

export interface SharedQueue {
  readonly name: string;
  /** @returns workers whose leases have run out, and ms until the next one does (null: there is none) */
  look(): Promise<{ readonly expired: readonly string[]; readonly nextMs: number | null }>;
  /** @returns the jobs of a dead worker that are in the queue again @throws OrchestratorError */
  reap(deadWorkerId: string): Promise<readonly string[]>;
}

/** Which process works under the worker's id: a text that whoever has the id keeps fresh. */
export interface OwnerMark {
  /** @param replacing a mark that may be taken away ('' for none) @returns null, or the mark that is there instead */
  set(mark: string, holdMs: number, replacing: string): Promise<string | null>;
  /** @returns ms until the mark that is there runs out; negative where there is none */
  leftMs(): Promise<number>;
  remove(mark: string): Promise<void>;
}

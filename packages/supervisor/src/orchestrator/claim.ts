/** A job in a worker's hands, and how it leaves them. */

/** One run of a job: `token` is the same for every attempt, so that only one of them is ever published. */
export interface Claim {
  readonly queue: string;
  readonly jobId: string;
  readonly token: string;
  /** From 1. */
  readonly attempt: number;
  /** How often it was begun and given back through no fault of its own, which is no attempt. */
  readonly returns: number;
}

/** What giving a job back counts as. `nothing`: it never really began. */
export type Counts = 'attempt' | 'return' | 'nothing';
/** When a job that is given back is taken again: before or after all that are queued. */
export type Turn = 'next' | 'last';

/** What is held for a worker, whether this process knows of it or not; `token` is null where it was moved there and never claimed. */
export type HeldJob = Pick<Claim, 'queue' | 'jobId'> & { readonly token: string | null };

/** A run that has its result, under whatever worker's id its job was claimed. */
export interface FinishedRun extends Pick<Claim, 'queue' | 'jobId' | 'token'> {
  readonly workerId: string;
  readonly record: unknown;
}

/** DUP: this very run had been published before. */
export type Acknowledgement = 'OK' | 'DUP';

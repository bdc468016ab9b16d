/** A job that has no result here goes back into its queue, for another worker or for later. */
import type { Claim } from '../orchestrator/claim.ts';
import { Crash } from './job-signals.ts';
import type { FaultKind } from '../status/worker-state.ts';
import type { JobContext } from './job-context.ts';

/** Nothing is wrong with the machine, and the job has not been run. */
export class GivenBack extends Error {
  override readonly name = 'GivenBack';
  /** Whether it counts as an attempt: so many of them, and the job is published as `Failed`. */
  readonly counts: boolean;
  /** Whether others have their turn first. */
  readonly yields: boolean;

  constructor(
    message: string,
    options: { readonly counts: boolean; readonly yields?: boolean; readonly cause?: unknown },
  ) {
    super(message, options);
    this.counts = options.counts;
    this.yields = options.yields ?? false;
  }
}

/**
 * What goes wrong with a job through no fault of the job: another machine, or this one later, may well run it. Found out by this side
 * alone, never told by the isolated process.
 */
export class MachineFault extends Error {
  override readonly name = 'MachineFault';
  /** What is wrong with the machine, as the health check of that name finds out. */
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

/** @param error why @param stopping what may have ended the job @returns null: there is no result */
export async function giveBack(
  claim: Claim,
  error: unknown,
  { jobs, health, log }: Pick<JobContext, 'jobs' | 'health' | 'log'>,
  stopping: AbortSignal,
): Promise<null> {
  if (error instanceof MachineFault) health.report(error.kind, error.message);
  else if (error instanceof GivenBack) log.warn({ counts: error.counts }, error.message);
  else if (!stopping.aborted) log.error({ err: error }, 'a bug: the job is given back, and counts as tried');
  // A fault of the machine counts as tried: a job that one machine after the other fails with comes to an end.
  const isStopped = stopping.aborted && !(stopping.reason instanceof Crash);
  const isReturned = isStopped || (error instanceof GivenBack && !error.counts);
  const yields = !isStopped && error instanceof GivenBack && error.yields;
  try {
    await jobs.release(claim, isReturned ? 'return' : 'attempt', yields ? 'last' : 'next');
    log.info('job given back');
  } catch (cause) {
    jobs.abandon(claim);
    log.warn({ err: cause }, 'the job cannot be given back now');
  }
  return null;
}

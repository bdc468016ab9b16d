/** From a job's id to what it asks for. */
import { DumontError } from '@dumont/protocol';
import type { Logger } from 'pino';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';

export interface SpecSource {
  readonly fetchJob: (jobId: string) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The orchestrator queues a job before it can be asked about it, now and then. */
const UNKNOWN_TRIES = 5;
const RETRY = { firstMs: 500, longestMs: 30_000 };
const UNKNOWN = 404;

/**
 * An orchestrator that is away is waited for: the job is claimed and its lease kept, and without it nothing else could be run either.
 * @returns the answer as it came
 * @throws DumontError JOB_INVALID where the orchestrator does not know the job, or refuses to tell; the signal's reason where it was aborted
 */
export async function fetchSpec(jobId: string, source: SpecSource, signal: AbortSignal): Promise<unknown> {
  let unknown = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await source.fetchJob(jobId);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof OrchestratorError)) throw error;
      if (error.status === UNKNOWN) unknown += 1;
      if (unknown === UNKNOWN_TRIES || isRefusal(error)) {
        throw new DumontError('JOB_INVALID', `The job cannot be had: ${error.message}.`, { cause: error });
      }
      source.log[attempt === 1 ? 'warn' : 'debug'](
        { err: error },
        'the job’s specification is not to be had now: trying again',
      );
    }
    await source.clock.sleep(backoffMs(attempt, RETRY), signal);
    signal.throwIfAborted();
  }
}

/** That the token is not accepted says nothing of the job. */
function isRefusal({ status, isAway }: OrchestratorError): boolean {
  return !isAway && status !== UNKNOWN && status !== 401 && status !== 403;
}

/** From a job's id to what it asks for. */
import { DumontError } from '@dumont/protocol';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import { backoffMs } from '../time/backoff.ts';
import { Trouble } from '../log/trouble.ts';
import type { Claim } from '../orchestrator/claim.ts';
import { GivenBack } from './give-back.ts';
import { MAX_ATTEMPTS } from './refuse-poison.ts';
import type { SpecSource } from './job-context.ts';

const RETRY = { firstMs: 500, longestMs: 5000 };
/** A job that the orchestrator does not give is tried so often, or so long, before another one has its turn. */
const TROUBLED_TRIES = 5;
const TROUBLED_MS = 15_000;
/** Nothing can be run without the orchestrator, and most absences are short; but other workers may reach it. */
const AWAY_MS = 60_000;

/**
 * @returns the answer as it came
 * @throws DumontError JOB_INVALID where the orchestrator does not know the job, or has not given it at any of its attempts; GivenBack
 * where it does not come to give it, is away for long, or no job is to be begun; the signal's reason where that was aborted
 */
export async function fetchSpec(
  { jobId, attempt }: Pick<Claim, 'jobId' | 'attempt'>,
  source: SpecSource,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await new SpecFetch(jobId, source).run(AbortSignal.any([signal, source.draining]));
  } catch (error) {
    if (!signal.aborted && source.draining.aborted) {
      throw new GivenBack('the worker stops before the job has begun', { counts: false, cause: error });
    }
    if (!(error instanceof GivenBack) || !error.counts || attempt < MAX_ATTEMPTS) throw error;
    throw new DumontError('JOB_INVALID', `Given up after ${attempt} attempts: ${error.message}.`, {
      cause: error,
    });
  }
}

class SpecFetch {
  readonly #jobId: string;
  readonly #source: SpecSource;
  readonly #unknownTries: number;
  readonly #trouble = new Trouble();
  #unknown = 0;
  #troubled = 0;
  #troubledSinceMs = 0;

  constructor(jobId: string, source: SpecSource) {
    this.#jobId = jobId;
    this.#source = source;
    this.#unknownTries = source.unknownJobs.tries(source.clock.elapsed());
  }

  async run(signal: AbortSignal): Promise<unknown> {
    const { fetchJob, unknownJobs, withheldJobs, clock } = this.#source;
    for (;;) {
      signal.throwIfAborted();
      const calledMs = clock.elapsed();
      let waitMs: number;
      try {
        const response = await fetchJob(this.#jobId, signal);
        if (this.#unknown > 0) unknownJobs.forget();
        withheldJobs.given(this.#jobId);
        return response;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof OrchestratorError)) throw error;
        waitMs =
          error.failure === 'forgotten'
            ? this.#notKnown(error)
            : await this.#notGiven(error, calledMs, signal);
      }
      await clock.sleep(waitMs, signal);
    }
  }

  /** @returns ms until the next try @throws DumontError where there is none */
  #notKnown(error: OrchestratorError): number {
    this.#unknown += 1;
    if (this.#unknown >= this.#unknownTries || error.isFinal) {
      this.#source.unknownJobs.add(this.#source.clock.elapsed());
      throw new DumontError('JOB_INVALID', `The job cannot be had: ${error.message}.`, { cause: error });
    }
    this.#tell(error, 'the orchestrator does not know the job yet: trying again');
    return backoffMs(this.#unknown, RETRY);
  }

  /** @returns ms until the next try @throws GivenBack where there is none */
  async #notGiven(error: OrchestratorError, calledMs: number, signal: AbortSignal): Promise<number> {
    const { unknownJobs, withheldJobs, isOrchestratorThere, clock } = this.#source;
    this.#unknown = 0;
    unknownJobs.forget();
    if (this.#troubled === 0) this.#troubledSinceMs = calledMs;
    this.#troubled += 1;
    this.#tell(error, 'the job’s specification is not to be had now: trying again');
    const forMs = clock.elapsed() - this.#troubledSinceMs;
    if (this.#troubled >= TROUBLED_TRIES || forMs >= TROUBLED_MS) {
      const isThere = await isOrchestratorThere(signal);
      signal.throwIfAborted();
      const trouble = isThere ? withheldJobs.withheld(this.#jobId) : 'orchestrator';
      if (trouble !== 'orchestrator') {
        throw new GivenBack(`the orchestrator does not give the job: ${error.message}`, {
          counts: trouble === 'job',
          yields: true,
          cause: error,
        });
      }
      if (forMs >= AWAY_MS) {
        const what = isThere ? 'gives no job' : 'is away';
        throw new GivenBack(`the orchestrator ${what}: ${error.message}`, { counts: false, cause: error });
      }
    }
    return backoffMs(this.#troubled, RETRY);
  }

  #tell(error: OrchestratorError, what: string): void {
    this.#source.log[this.#trouble.levelOf(error)]({ err: error }, what);
  }
}

/** Takes jobs, no more at once than may run together, and sees each one through. */
import type { Logger } from 'pino';
import type { JobSignals } from '../job/job-signals.ts';
import type { JobOutcome } from '../job/run-job.ts';
import type { Claim } from '../orchestrator/claim.ts';
import type { Jobs } from '../orchestrator/queues.ts';
import type { Health } from '../status/health.ts';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';

export interface JobProcessorOptions {
  readonly jobs: Jobs;
  readonly run: (claim: Claim, log: Logger, stopping: AbortSignal) => Promise<JobOutcome>;
  readonly health: Health;
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onEnded: (outcome: JobOutcome, durationMs: number) => void;
}

const RETRY = { firstMs: 200, longestMs: 3000 };

export class JobProcessor {
  readonly #options: JobProcessorOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: JobProcessorOptions) {
    this.#options = options;
  }

  /** Ends when draining has begun and the last running job is done with. */
  async run({ draining, stopping }: JobSignals): Promise<void> {
    const { concurrency, health } = this.#options;
    while (!draining.aborted) {
      await health.untilFaultless(draining);
      const claim = await this.#next(AbortSignal.any([draining, health.faultless]));
      if (claim === null) continue;
      this.#track(this.#seeThrough(claim, stopping));
      if (this.#running.size >= concurrency) await Promise.race(this.#running);
    }
    await Promise.all(this.#running);
  }

  /** @returns null where the signal was aborted */
  async #next(signal: AbortSignal): Promise<Claim | null> {
    const { jobs, clock, log } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        return await jobs.next(signal);
      } catch (error) {
        log[attempt === 1 ? 'warn' : 'debug']({ err: error }, 'no job can be claimed: trying again');
        await clock.sleep(backoffMs(attempt, RETRY), signal);
      }
    }
    return null;
  }

  #track(job: Promise<void>): void {
    const tracked = job.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  async #seeThrough(claim: Claim, stopping: AbortSignal): Promise<void> {
    const { run, clock, onEnded } = this.#options;
    const { jobId, queue, attempt } = claim;
    const log = this.#options.log.child({ jobId });
    log.info({ queue, attempt }, 'job claimed');
    const startMs = clock.elapsed();
    const outcome = await run(claim, log, stopping);
    onEnded(outcome, clock.elapsed() - startMs);
  }
}

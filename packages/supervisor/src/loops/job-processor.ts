/** Takes jobs and sees each one through: run, result into the outbox, published, done. */
import type { ResultRecord } from '@dumont/protocol/sark';
import type { Logger } from 'pino';
import { Crash } from '../session/job-signals.ts';
import { GivenBack } from '../job/give-back.ts';
import { MachineFault } from '../job/machine-fault.ts';
import type { OutboxEntry } from '../outbox/entry.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Publisher } from '../outbox/outbox-relay.ts';
import type { JobSource } from '../sark/queue/job-source.ts';
import type { Claim } from '../sark/queue/queue-client.ts';
import type { Health } from '../status/health.ts';
import type { WorkerState } from '../status/worker-state.ts';
import { backoffMs } from '../time/backoff.ts';
import type { Clock } from '../time/clock.ts';

export interface JobsOptions {
  readonly workerId: string;
  readonly source: JobSource;
  readonly run: (claim: Claim, log: Logger, signal: AbortSignal) => Promise<ResultRecord>;
  readonly outbox: Outbox;
  readonly publisher: Publisher;
  readonly state: WorkerState;
  readonly health: Health;
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onEnded: (outcome: 'Complete' | 'Failed' | 'given-back', durationMs: number) => void;
}

const RETRY = { firstMs: 200, longestMs: 3000 };

export interface JobsSignals {
  /** No further job is taken. */
  readonly draining: AbortSignal;
  /** Running jobs end at once and are given back. */
  readonly stopping: AbortSignal;
}

export class JobsLoop {
  readonly #options: JobsOptions;
  readonly #running = new Set<Promise<void>>();

  constructor(options: JobsOptions) {
    this.#options = options;
  }

  /** Ends when draining has begun and the last running job is done with. */
  async run({ draining, stopping }: JobsSignals): Promise<void> {
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
    const { source, clock, log } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        return await source.next(signal);
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
    const { state } = this.#options;
    const log = this.#options.log.child({ jobId: claim.jobId });
    log.info({ queue: claim.queue, attempt: claim.attempt }, 'job claimed');
    const startMs = this.#options.clock.elapsed();
    state.jobStarted(claim.jobId);
    let record: ResultRecord | null;
    try {
      record = await this.#runOrNull(claim, log, stopping);
    } finally {
      state.jobCleaning(claim.jobId);
    }
    try {
      if (record !== null) await this.#publish(claim, record, log, stopping);
    } finally {
      state.jobEnded(claim.jobId);
    }
    this.#options.onEnded(record?.status ?? 'given-back', this.#options.clock.elapsed() - startMs);
  }

  /** @returns null where the job has been given back */
  async #runOrNull(claim: Claim, log: Logger, stopping: AbortSignal): Promise<ResultRecord | null> {
    try {
      const record = await this.#options.run(claim, log, stopping);
      log.info(
        { status: record.status, ...(record.remark === '' ? {} : { remark: record.remark }) },
        'job has run',
      );
      return record;
    } catch (error) {
      await this.#giveBack(claim, error, log, stopping);
      return null;
    }
  }

  async #giveBack(claim: Claim, error: unknown, log: Logger, stopping: AbortSignal): Promise<void> {
    const { source, health } = this.#options;
    // A fault of the machine counts as tried: a job that one machine after the other fails with comes to an end.
    const isStopped = stopping.aborted && !(stopping.reason instanceof Crash);
    const isReturned = isStopped || (error instanceof GivenBack && !error.counts);
    if (error instanceof MachineFault) health.report(error.kind, error.message);
    else if (error instanceof GivenBack) log.warn({ counts: error.counts }, error.message);
    else if (!stopping.aborted)
      log.error({ err: error }, 'a bug: the job is given back, and counts as tried');
    try {
      const yields = !isStopped && error instanceof GivenBack && error.yields;
      await source.release(claim, isReturned ? 'return' : 'attempt', yields ? 'last' : 'next');
      log.info('job given back');
    } catch (cause) {
      source.abandon(claim);
      log.warn({ err: cause }, 'the job cannot be given back now');
    }
  }

  async #publish(claim: Claim, record: ResultRecord, log: Logger, stopping: AbortSignal): Promise<void> {
    const { workerId, outbox, publisher, source, state, health } = this.#options;
    const entry: OutboxEntry = {
      workerId,
      queue: claim.queue,
      jobId: claim.jobId,
      token: claim.token,
      record,
    };
    try {
      await outbox.put(entry);
    } catch (error) {
      log.error(
        { err: error },
        'the result cannot be written to the outbox: it is kept in memory until it is published',
      );
      health.report('outbox', 'the outbox cannot be written');
    }
    // The files are gone by now: a worker that waits does not clean, and what it does is nothing but to wait.
    await publisher.publish(entry, stopping, () => {
      state.jobUnpublished(claim.jobId, `the result of job ${claim.jobId} waits: Redis does not take it now`);
    });
    source.forget(claim);
  }
}

/** What is in a worker's claimed lists without anybody working on it goes back into the queues. */
import type { Logger } from 'pino';
import type { Counts, HeldJob } from '../../orchestrator/claim.ts';
import type { RefusedId } from './job-id.ts';
import type { QueueClient } from './queue-client.ts';

export interface Strays {
  readonly queues: readonly QueueClient[];
  /** Whether the job is being worked on, or its result is being published. */
  readonly isKnown: (job: HeldJob) => boolean;
  /** What the run that has ended somehow counts as. */
  readonly counts: Counts;
  readonly log: Logger;
}

export async function giveBackStrays({ queues, isKnown, counts, log }: Strays): Promise<void> {
  for (const queue of queues) {
    const { jobs, refused } = await queue.held();
    for (const id of refused) tellRefusal(id, log);
    for (const job of jobs.filter((held) => !isKnown(held))) {
      if (!(await queue.release(job, counts))) continue;
      log.warn(
        { jobId: job.jobId, queue: queue.queue },
        'a job that nobody was working on is back in its queue',
      );
    }
  }
}

export function tellRefusal({ queue, shown, reason }: RefusedId, log: Logger): void {
  log.error({ queue, id: shown }, `an entry of a queue is dropped: ${reason}`);
}

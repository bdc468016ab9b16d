/** What is in a worker's claimed lists without anybody working on it goes back into the queues. */
import type { Logger } from 'pino';
import type { HeldJob, QueueClient } from './queue-client.ts';

export interface Strays {
  readonly queues: readonly QueueClient[];
  /** Whether the job is being worked on, or its result is being published. */
  readonly isKnown: (job: HeldJob) => boolean;
  /** Whether the run that has ended somehow counts as an attempt. */
  readonly counts: boolean;
  readonly log: Logger;
}

export async function giveBackStrays({ queues, isKnown, counts, log }: Strays): Promise<void> {
  for (const queue of queues) {
    const held = await queue.held();
    for (const { jobId } of held.filter((job) => !isKnown(job))) {
      await queue.release(jobId, counts);
      log.warn({ jobId, queue: queue.queue }, 'a job that nobody was working on is back in its queue');
    }
  }
}

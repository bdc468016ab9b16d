/** From the outbox to the orchestrator: published, and the job acknowledged, in one step. */
import type { Claim } from '../orchestrator/claim.ts';
import type { OutboxEntry } from '../outbox/outbox.ts';
import type { JobContext } from './job-context.ts';

/** Resolves when it is done, or the signal is aborted: then the outbox keeps the result for the next start. */
export async function publishResult(
  entry: OutboxEntry,
  claim: Claim,
  { relay, jobs, state }: Pick<JobContext, 'relay' | 'jobs' | 'state'>,
  signal: AbortSignal,
): Promise<void> {
  const { jobId } = claim;
  // The files are gone by now: a worker that waits does not clean, and what it does is nothing but to wait.
  await relay.publish(entry, signal, () => {
    state.jobUnpublished(jobId, `the result of job ${jobId} waits: Redis does not take it now`);
  });
  jobs.forget(claim);
}

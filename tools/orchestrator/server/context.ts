/** What the routes work on. */
import type { CampaignRequest } from './schemas.ts';
import type { Campaign, Job } from './campaigns.ts';
import type { JobQueues } from './queues.ts';
import type { State } from './state.ts';

export interface Context {
  readonly state: State;
  readonly queues: JobQueues;
  readonly now: () => number;
  /** A line for whoever watches. */
  readonly log: (line: string) => void;
}

/** Makes a campaign and queues its jobs. */
export async function postCampaign(
  { state, queues, now, log }: Context,
  request: CampaignRequest,
): Promise<{ campaign: Campaign; jobs: Job[] }> {
  const created = state.campaigns.create(request, now());
  state.changes.notify();
  await queues.push(created.jobs);
  log(`campaign ${created.campaign.campaign_id}: ${created.jobs.length} jobs for ${request.model_url}`);
  return created;
}

/** Queues a job once more, as SARK does after its time has run out. @returns whether there is such a job */
export async function retryJob({ state, queues, log }: Context, jobId: string): Promise<boolean> {
  const job = state.campaigns.retry(jobId);
  if (job === null) return false;
  state.changes.notify();
  await queues.pushAgain(job);
  log(`job ${jobId}: queued again, for the ${job.retry_count}. time`);
  return true;
}

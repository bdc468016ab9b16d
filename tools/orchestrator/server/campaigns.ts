/** Campaigns and their jobs, in the form in which they are served. */
import { randomUUID } from 'node:crypto';
import { capabilityQueue, retryQueue, workerQueue } from '@dumont/protocol/sark';
import type { CampaignRequest, ResultRecord } from './schemas.ts';

export interface Job {
  readonly job_id: string;
  readonly campaign_id: string;
  readonly model_url: string;
  readonly compute_unit: string;
  readonly worker_id: string | null;
  readonly num_inference_runs: number;
  readonly status: 'pending' | 'complete' | 'failed';
  readonly retry_count: number;
  readonly submitted_at: string;
  readonly timeout_seconds?: number | undefined;
}

export interface Campaign {
  readonly campaign_id: string;
  readonly model_url: string;
  readonly total_jobs: number;
  readonly status: 'running' | 'completed';
  readonly created_at: string;
  /** One more for each result that came, so that a result published twice makes them wrong. */
  readonly completed_jobs: number;
  readonly failed_jobs: number;
}

export class Campaigns {
  readonly #campaigns = new Map<string, Campaign>();
  readonly #jobs = new Map<string, Job>();
  readonly #latest = new Map<string, ResultRecord>();
  readonly #altered = new Map<string, Readonly<Record<string, unknown>>>();

  create({ model_url, jobs }: CampaignRequest, nowMs: number): { campaign: Campaign; jobs: Job[] } {
    const at = new Date(nowMs).toISOString();
    const campaign: Campaign = {
      ...{ campaign_id: `campaign-${randomUUID()}`, model_url, total_jobs: jobs.length },
      ...{ status: 'running', created_at: at, completed_jobs: 0, failed_jobs: 0 },
    };
    const { campaign_id } = campaign;
    this.#campaigns.set(campaign_id, campaign);
    const created = jobs.map((job, index): Job => ({
      ...{ job_id: `${campaign_id}-job-${index}`, campaign_id, model_url, ...job },
      ...{ status: 'pending', retry_count: 0, submitted_at: at },
    }));
    for (const job of created) this.#jobs.set(job.job_id, job);
    return { campaign, jobs: created };
  }

  /** Keeps the latest result of a job, and counts each one. */
  addResult(result: ResultRecord): void {
    this.#latest.set(result.job_id, result);
    const job = this.#jobs.get(result.job_id);
    if (job === undefined) return;
    const hasFailed = result.status === 'Failed';
    this.#jobs.set(job.job_id, { ...job, status: hasFailed ? 'failed' : 'complete' });
    const campaign = this.#campaigns.get(job.campaign_id);
    if (campaign === undefined) return;
    const completed_jobs = campaign.completed_jobs + (hasFailed ? 0 : 1);
    const failed_jobs = campaign.failed_jobs + (hasFailed ? 1 : 0);
    const status = completed_jobs + failed_jobs >= campaign.total_jobs ? 'completed' : 'running';
    this.#campaigns.set(campaign.campaign_id, { ...campaign, completed_jobs, failed_jobs, status });
  }

  /** @returns the job as it is to be queued once more: for any worker, or null where there is no such job */
  retry(jobId: string): Job | null {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return null;
    const again: Job = { ...job, worker_id: null, status: 'pending', retry_count: job.retry_count + 1 };
    this.#jobs.set(jobId, again);
    return again;
  }

  /** From now on the job is served with these fields, right or wrong; a field that is `undefined` is left out. */
  alter(jobId: string, fields: Readonly<Record<string, unknown>>): void {
    this.#altered.set(jobId, { ...this.#altered.get(jobId), ...fields });
  }

  /** What `GET /api/jobs/{id}` answers; null where there is no such job. */
  serve(jobId: string): { job: object; result: ResultRecord | null } | null {
    const job = this.#jobs.get(jobId);
    if (job === undefined) return null;
    return { job: { ...job, ...this.#altered.get(jobId) }, result: this.#latest.get(jobId) ?? null };
  }

  campaign(campaignId: string): Campaign | undefined {
    return this.#campaigns.get(campaignId);
  }

  list(): Campaign[] {
    return [...this.#campaigns.values()];
  }

  jobsOf(campaignId: string): Job[] {
    return [...this.#jobs.values()].filter((job) => job.campaign_id === campaignId);
  }

  /** The latest of each job that has one, in the order of the jobs. */
  resultsOf(campaignId: string): ResultRecord[] {
    return this.jobsOf(campaignId).flatMap(({ job_id }) => this.#latest.get(job_id) ?? []);
  }

  forget(): void {
    for (const map of [this.#campaigns, this.#jobs, this.#latest, this.#altered]) map.clear();
  }
}

/** @returns null for a job that says neither a worker nor a unit: SARK leaves it lying */
export function queueOf({ worker_id, compute_unit }: Job): string | null {
  if (worker_id !== null && worker_id !== '') return workerQueue(worker_id);
  return compute_unit === '' ? null : capabilityQueue(compute_unit);
}

/** Like SARK, under the unit's name as it stands. */
export function queueOfRetry({ compute_unit }: Job): string | null {
  return compute_unit === '' ? null : retryQueue(compute_unit);
}

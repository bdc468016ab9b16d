/** A job as SARK's orchestrator gives it, and as Dumont names it. */
import { z } from 'zod';
import { describeIssues } from '../describe-issues.ts';
import { DumontError } from '../errors.ts';
import { MAX_RUNS } from '../runner-tasks.ts';

const SECONDS_PER_DAY = 86_400;

export interface JobSpec {
  readonly jobId: string;
  readonly campaignId: string;
  /** As given: http(s), or whatever else the orchestrator let through. */
  readonly modelUrl: string;
  /** What the model's file must hash to, in lower case, where the job's maker says so; `null`: whatever the address gives. */
  readonly modelSha256: string | null;
  /** The wire string, which need not name a unit that there is; `null`: any unit that fits the model. */
  readonly computeUnit: string | null;
  /** The worker that the job was made for; `null`: any that has the compute unit. */
  readonly workerId: string | null;
  readonly runs: number;
  readonly timeoutMs: number | null;
}

const id = z.string().min(1);

/** Some of those that post campaigns send a number as text, and the orchestrator hands it on. */
function numberInText(value: unknown): unknown {
  return typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : value;
}

/** Answer of `GET /api/jobs/{id}`. Only what a worker uses is demanded; everything else is ignored. */
export const jobResponseSchema = z.object({
  job: z
    .object({
      job_id: id,
      campaign_id: id,
      model_url: z.string().min(1),
      model_sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/i)
        .toLowerCase()
        .nullable()
        .default(null),
      compute_unit: z.string(),
      worker_id: z.string().nullable().default(null),
      num_inference_runs: z.preprocess(numberInText, z.int().positive().max(MAX_RUNS)),
      timeout_seconds: z.number().positive().max(SECONDS_PER_DAY).nullable().default(null),
    })
    .transform((job): JobSpec => ({
      jobId: job.job_id,
      campaignId: job.campaign_id,
      modelUrl: job.model_url,
      modelSha256: job.model_sha256,
      computeUnit: job.compute_unit.trim() === '' ? null : job.compute_unit,
      workerId: job.worker_id,
      runs: job.num_inference_runs,
      timeoutMs: job.timeout_seconds === null ? null : job.timeout_seconds * 1000,
    })),
});

/** What can be told of a job that is wrong somewhere: enough for its result to be filed where it belongs. */
const fragmentSchema = z.object({
  job: z.object({
    campaign_id: z.string().catch(''),
    model_url: z.string().catch(''),
    compute_unit: z.string().catch(''),
  }),
});

export interface JobFragment {
  readonly campaignId: string;
  readonly modelUrl: string;
  readonly computeUnit: string;
}

/** @param response the parsed JSON of the answer, whatever it is @returns empty texts for what it does not say */
export function readJobFragment(response: unknown): JobFragment {
  const { data } = fragmentSchema.safeParse(response);
  return {
    campaignId: data?.job.campaign_id ?? '',
    modelUrl: data?.job.model_url ?? '',
    computeUnit: data?.job.compute_unit ?? '',
  };
}

/**
 * @param response the parsed JSON of the answer
 * @throws DumontError JOB_INVALID, naming every field that is missing or wrong
 */
export function parseJob(response: unknown): JobSpec {
  const { success, data, error } = jobResponseSchema.safeParse(response);
  if (success) return data.job;
  throw new DumontError(
    'JOB_INVALID',
    `The orchestrator gave a job that cannot be run: ${describeIssues(error)}.`,
    {
      cause: error,
    },
  );
}

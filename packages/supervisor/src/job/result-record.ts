/** From a report, or the lack of one, to the record that the orchestrator is given. */
import { DumontError, type BenchmarkReport } from '@dumont/protocol';
import {
  readJobFragment,
  toFailedRecord,
  toResultRecord,
  type JobSpec,
  type ResultIdentity,
  type ResultRecord,
} from '@dumont/protocol/sark';
import { createHash } from 'node:crypto';
import type { Claim } from '../orchestrator/claim.ts';
import { MachineFault } from './give-back.ts';
import type { JobContext } from './job-context.ts';
import { MAX_ATTEMPTS } from './refuse-poison.ts';
import { withoutPaths } from './without-paths.ts';

type Worker = Pick<JobContext, 'workerId' | 'device'>;

export function toRecord(
  report: BenchmarkReport,
  claim: Claim,
  spec: JobSpec,
  { workerId, device }: Worker,
): ResultRecord {
  return toResultRecord({ ...report, device }, identify(claim, spec.campaignId, workerId));
}

export interface FailedJob {
  readonly claim: Claim;
  /** What the orchestrator said of the job, as it came; undefined where it said nothing. */
  readonly answer: unknown;
  readonly createdUtc: string;
}

/** The result of a job that never became a benchmark. @throws what is none: the job is to be given back */
export function toRecordOfFailure(
  error: unknown,
  { claim, answer, createdUtc }: FailedJob,
  { workerId, device, ownFolders }: Worker & Pick<JobContext, 'ownFolders'>,
): ResultRecord {
  if (!(error instanceof DumontError) || error.code === 'INTERNAL') throw error;
  // A disk may be too full for this model alone: in the end that is the job's result.
  if (error.code === 'STORAGE_FAILED' && claim.attempt < MAX_ATTEMPTS) {
    throw new MachineFault('models', error.message, { cause: error });
  }
  const { campaignId, modelUrl, computeUnit } = readJobFragment(answer);
  const remark = withoutPaths(error.message, { folders: ownFolders });
  return toFailedRecord(
    new DumontError(error.code, remark),
    { fileName: lastName(modelUrl), computeUnit, createdUtc, device },
    identify(claim, campaignId, workerId),
  );
}

/** The same for every publication of one run. */
function identify({ jobId, token }: Claim, campaignId: string, workerId: string): ResultIdentity {
  const resultId = createHash('sha256').update(`${jobId}|${token}`).digest('hex').slice(0, 32);
  return { jobId, campaignId, workerId, resultId };
}

function lastName(url: string): string {
  return url.split(/[?#]/)[0]?.split(/[/\\]/).at(-1)?.slice(0, 255) ?? '';
}

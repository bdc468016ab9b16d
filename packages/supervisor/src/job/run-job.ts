/** A claimed job, from its id to the record of its result. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { DumontError, type BenchmarkReport, type ComputeUnit, type Device } from '@dumont/protocol';
import {
  parseJob,
  readJobFragment,
  toFailedRecord,
  toResultRecord,
  type JobSpec,
  type ResultIdentity,
  type ResultRecord,
} from '@dumont/protocol/sark';
import { downloadOverdue, nullIfMissing, withDeadline, type launchBenchmark } from '@dumont/runner';
import type { Logger } from 'pino';
import { preferredUnit, engineFor, namedUnit } from '../device/units.ts';
import type { CachedModel } from '../models/cached-model.ts';
import type { AcquireOptions, ModelRequest } from '../models/model-cache.ts';
import type { Claim } from '../sark/queue/queue-client.ts';
import type { FaultKind } from '../status/worker-state.ts';
import { fetchSpec, type SpecSource } from './fetch-spec.ts';
import { GivenBack } from './give-back.ts';
import { MachineFault } from './machine-fault.ts';
import { toRequest, type JobSettings } from './benchmark-request.ts';
import { withoutPaths } from './without-paths.ts';

/** What a job needs of the models: the cache has it, and a test may have less. */
export interface ModelStore {
  acquire(
    request: ModelRequest,
    options: AcquireOptions,
  ): Promise<
    Pick<CachedModel, 'path' | 'fileName' | 'format' | 'release'> &
      Partial<Pick<CachedModel, 'sha256' | 'standsAlone'>>
  >;
}

export interface JobContext extends SpecSource {
  readonly workerId: string;
  readonly device: Device;
  readonly units: readonly ComputeUnit[];
  readonly enginePackage: string | null;
  readonly settings: JobSettings;
  readonly models: ModelStore;
  readonly launch: typeof launchBenchmark;
  /** Of which no result speaks. */
  readonly ownFolders: readonly string[];
  /** @returns what is wrong with this machine in that respect, as it finds out by itself, or null */
  readonly proveFault: (kind: FaultKind) => Promise<string | null>;
}

/** A job whose worker died so often is most likely what killed it. */
export const MAX_ATTEMPTS = 3;
/** How often a job may be given back without having been tried: whatever goes round in a circle has an end. */
export const MAX_RETURNS = 20;

/**
 * @returns the record, whether the job came to a result or failed
 * @throws MachineFault or GivenBack where the job is to be given back; the signal's reason where it was aborted
 */
export async function runJob(claim: Claim, context: JobContext, signal: AbortSignal): Promise<ResultRecord> {
  const createdUtc = new Date().toISOString();
  let response: unknown;
  try {
    response = await specOrReason(claim, context, signal);
    refusePoison(claim);
    const spec = parseJob(response);
    const report = await benchmark(spec, context, signal);
    if (report.error?.code === 'SANDBOX_UNAVAILABLE') await giveBackIfProven(context);
    return toResultRecord({ ...report, device: context.device }, identify(claim, spec.campaignId, context));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DumontError)) throw error;
    // A disk may be too full for this model alone: in the end that is the job's result.
    if (error.code === 'STORAGE_FAILED' && claim.attempt < MAX_ATTEMPTS) {
      throw new MachineFault('models', error.message, { cause: error });
    }
    if (error.code === 'INTERNAL') throw error;
    const { campaignId, modelUrl, computeUnit } = readJobFragment(response);
    const unrun = { fileName: lastName(modelUrl), computeUnit, createdUtc, device: context.device };
    const remark = withoutPaths(error.message, { folders: context.ownFolders });
    return toFailedRecord(new DumontError(error.code, remark), unrun, identify(claim, campaignId, context));
  }
}

/** @throws DumontError where the orchestrator has not given the job at any of its attempts */
async function specOrReason(claim: Claim, context: JobContext, signal: AbortSignal): Promise<unknown> {
  try {
    return await fetchSpec(claim.jobId, context, signal);
  } catch (error) {
    if (!(error instanceof GivenBack) || !error.counts || claim.attempt < MAX_ATTEMPTS) throw error;
    throw new DumontError('JOB_INVALID', `Given up after ${claim.attempt} attempts: ${error.message}.`, {
      cause: error,
    });
  }
}

async function benchmark(spec: JobSpec, context: JobContext, signal: AbortSignal): Promise<BenchmarkReport> {
  const { models, units, enginePackage, settings, launch, log } = context;
  // Before the model is fetched: a unit that is not there needs none.
  const named = spec.computeUnit === null ? null : namedUnit(spec.computeUnit, units);
  const startMs = performance.now();
  const ms = spec.timeoutMs ?? settings.timeoutMs;
  const model = await withDeadline({ ms, overdue: downloadOverdue(ms), outer: signal }, (within) =>
    models.acquire(
      { url: spec.modelUrl, sha256: spec.modelSha256 },
      { signal: within, onProgress: logProgress(log) },
    ),
  );
  try {
    const computeUnit = named ?? preferredUnit(model.format, units);
    log.info({ computeUnit, runs: spec.runs }, 'benchmark started');
    // What runs is measured against it: a model may change between here and there.
    const sha256 = spec.modelSha256 ?? model.sha256;
    const subject = {
      // Not the address: it may carry a key.
      model: {
        path: model.path,
        format: model.format,
        standsAlone: model.standsAlone === true,
        ...(sha256 === undefined ? {} : { sha256 }),
      },
      computeUnit,
      engine: engineFor(computeUnit, enginePackage),
    };
    const report = await launch(toRequest(spec, subject, settings), {
      signal,
      spentMs: performance.now() - startMs,
      onEvent: (event) => {
        log.debug(event, event.type);
      },
    });
    if (report.error?.code === 'MODEL_NOT_FOUND' && model.standsAlone === true) await blameCache(model.path);
    const renamed = { ...report, model: { ...report.model, fileName: model.fileName } };
    if (report.error === null) return renamed;
    const message = withoutPaths(report.error.message, { model, folders: context.ownFolders });
    return { ...renamed, error: { ...report.error, message } };
  } finally {
    await model.release();
  }
}

/** It was there when it was acquired. */
async function blameCache(file: string): Promise<void> {
  if ((await nullIfMissing(stat(file))) !== null) return;
  throw new MachineFault('models', 'a model has vanished from the cache in the middle of its job');
}

/** That a wall is open may be but the word of a job that wants its workers to stop. */
async function giveBackIfProven({ proveFault }: JobContext): Promise<void> {
  const reason = await proveFault('sandbox');
  if (reason !== null) throw new MachineFault('sandbox', reason);
}

function refusePoison({ attempt, returns }: Claim): void {
  if (attempt > MAX_ATTEMPTS) {
    const why = 'each time the worker that ran the job died, stopped answering or was found faulty';
    throw new DumontError('RUNNER_CRASHED', `Given up after ${MAX_ATTEMPTS} attempts: ${why}.`);
  }
  if (returns > MAX_RETURNS) {
    const message = `Given up: ${returns} times the worker that had the job gave it back before it had a result.`;
    throw new DumontError('RUNNER_CRASHED', message);
  }
}

/** A line for every tenth of a model, so that a large one does not look stuck. */
function logProgress(log: Logger): (receivedBytes: number, totalBytes: number | null) => void {
  let told = 0;
  return (receivedBytes, totalBytes) => {
    const tenth = totalBytes === null ? 0 : Math.floor((receivedBytes / totalBytes) * 10);
    if (tenth <= told) return;
    told = tenth;
    log.info({ receivedBytes, totalBytes }, `model: ${tenth * 10} % downloaded`);
  };
}

/** The same for every publication of one run. */
function identify(claim: Claim, campaignId: string, { workerId }: JobContext): ResultIdentity {
  const resultId = createHash('sha256').update(`${claim.jobId}|${claim.token}`).digest('hex').slice(0, 32);
  return { jobId: claim.jobId, campaignId, workerId, resultId };
}

function lastName(url: string): string {
  return url.split(/[?#]/)[0]?.split(/[/\\]/).at(-1)?.slice(0, 255) ?? '';
}

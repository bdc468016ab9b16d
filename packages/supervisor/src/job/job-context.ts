/** What a job has around it. */
import type { ComputeUnit, Device } from '@dumont/protocol';
import type { launchBenchmark, SandboxSettings } from '@dumont/runner';
import type { Logger } from 'pino';
import type { CachedModel } from '../models/cached-model.ts';
import type { AcquireOptions, ModelRequest } from '../models/model-cache.ts';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Jobs } from '../orchestrator/queues.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxRelay } from '../outbox/outbox-relay.ts';
import type { Health } from '../status/health.ts';
import type { WorkerState } from '../status/worker-state.ts';
import type { Clock } from '../time/clock.ts';
import type { Turns } from './turns.ts';
import type { UnknownJobs } from './unknown-jobs.ts';
import type { WithheldJobs } from './withheld-jobs.ts';

export interface JobSettings {
  readonly loads: number;
  /** Where the job does not say. */
  readonly timeoutMs: number;
  readonly memoryLimitBytes: number | null;
  readonly sandbox: SandboxSettings;
}

export type StoredModel = Pick<CachedModel, 'path' | 'fileName' | 'format' | 'release'> &
  Partial<Pick<CachedModel, 'sha256' | 'standsAlone'>>;

/** What a job needs of the models: the cache has it, and a test may have less. */
export interface ModelStore {
  acquire(request: ModelRequest, options: AcquireOptions): Promise<StoredModel>;
}

export interface SpecSource {
  readonly fetchJob: (jobId: string, signal: AbortSignal) => Promise<unknown>;
  /** Whether the orchestrator answers anything else: it is the one thing that tells a job's trouble from its own. */
  readonly isOrchestratorThere: (signal: AbortSignal) => Promise<boolean>;
  /** What was learnt by other jobs. */
  readonly unknownJobs: UnknownJobs;
  readonly withheldJobs: WithheldJobs;
  /** Aborted where no job is to be begun any more. */
  readonly draining: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The same for all jobs of a service, and what one learns for the next. */
export interface JobGround extends Pick<SpecSource, 'unknownJobs' | 'withheldJobs' | 'draining' | 'clock'> {
  readonly device: Device;
  readonly enginePackage: string | null;
  readonly settings: JobSettings;
  readonly turns: Pick<Turns, 'take'>;
  readonly models: ModelStore;
  readonly launch: typeof launchBenchmark;
  /** Of which no result speaks. */
  readonly ownFolders: readonly string[];
  readonly outbox: Pick<Outbox, 'put'>;
  readonly state: Pick<WorkerState, 'jobStarted' | 'jobCleaning' | 'jobUnpublished' | 'jobEnded'>;
  readonly health: Pick<Health, 'prove' | 'report'>;
}

export interface JobContext extends JobGround, SpecSource {
  readonly workerId: string;
  readonly units: readonly ComputeUnit[];
  /** Where it was claimed. */
  readonly jobs: Pick<Jobs, 'release' | 'abandon' | 'forget'>;
  readonly relay: Pick<OutboxRelay, 'publish'>;
}

/** Up to the record of its result. */
export type RecordContext = Omit<JobContext, 'jobs' | 'relay' | 'outbox' | 'state'>;

/** The orchestrator, as a worker's jobs ask it. */
export function specsOf(
  orchestrator: Orchestrator,
  workerId: string,
  nowMs: () => number,
): Pick<SpecSource, 'fetchJob' | 'isOrchestratorThere'> {
  return {
    fetchJob: (jobId, signal) => orchestrator.until(signal).job(jobId),
    isOrchestratorThere: async (signal) => {
      try {
        await orchestrator.until(signal).beat(workerId, nowMs());
        return true;
      } catch (error) {
        if (!(error instanceof OrchestratorError)) throw error;
        // Be its word that it does not know the worker.
        return error.failure !== 'away';
      }
    },
  };
}

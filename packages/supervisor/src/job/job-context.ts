/** What a job has around it. */
import type { ComputeUnit, Device } from '@dumont/protocol';
import type { launchBenchmark } from '@dumont/runner';
import { OrchestratorError } from '../orchestrator/orchestrator-error.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Jobs } from '../orchestrator/queues.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxRelay } from '../outbox/outbox-relay.ts';
import type { Health } from '../status/health.ts';
import type { WorkerState } from '../status/worker-state.ts';
import type { ModelStore } from './acquire-model.ts';
import type { JobSettings } from './benchmark-request.ts';
import type { SpecSource } from './fetch-spec.ts';

/** The same for all jobs of a service, and what one learns for the next. */
export interface JobGround extends Pick<SpecSource, 'unknownJobs' | 'withheldJobs' | 'draining' | 'clock'> {
  readonly device: Device;
  readonly enginePackage: string | null;
  readonly settings: JobSettings;
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

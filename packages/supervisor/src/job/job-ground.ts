/** What all jobs of a service have in common, and what one learns for the next. */
import os from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { jobSettings } from '../config/job-settings.ts';
import type { OrchestratorClient } from '../sark/http/client.ts';
import { isOrchestratorThere } from '../sark/http/is-there.ts';
import type { ServiceConfig } from '../service/service-options.ts';
import type { Health } from '../status/health.ts';
import type { Clock } from '../time/clock.ts';
import type { JobContext } from './run-job.ts';
import { UnknownJobs } from './unknown-jobs.ts';
import { WithheldJobs } from './withheld-jobs.ts';

interface Ground extends Pick<JobContext, 'launch' | 'draining'> {
  readonly config: ServiceConfig;
  readonly client: OrchestratorClient;
  readonly clock: Clock;
}

interface JobsWorker extends Pick<JobContext, 'workerId' | 'units' | 'device' | 'models'> {
  readonly health: Health;
}

export class JobGround {
  readonly #ground: Ground;
  readonly #unknownJobs = new UnknownJobs();
  readonly #withheldJobs = new WithheldJobs();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** @param log of one job */
  context({ health, ...worker }: JobsWorker, log: Logger): JobContext {
    const { config, client, clock, launch, draining } = this.#ground;
    return {
      ...worker,
      enginePackage: config.engine,
      settings: jobSettings(config),
      launch,
      ownFolders: [path.resolve(config.dataDir), os.tmpdir()],
      proveFault: (kind) => health.prove(kind),
      fetchJob: (jobId, signal) => client.until(signal).job(jobId),
      isOrchestratorThere: (signal) =>
        isOrchestratorThere(client.until(signal), worker.workerId, clock.now()),
      unknownJobs: this.#unknownJobs,
      withheldJobs: this.#withheldJobs,
      draining,
      clock,
      log,
    };
  }
}

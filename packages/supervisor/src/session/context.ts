/** What the parts of a session have in common, and what they use that is there before and after it. */
import type { ComputeUnit } from '@dumont/protocol';
import type { Logger } from 'pino';
import type { JobsOptions } from '../loops/job-processor.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { OrchestratorClient } from '../sark/http/client.ts';
import type { Registrar } from '../identity/registrar.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Connection } from '../sark/queue/connection.ts';
import type { Health } from '../status/health.ts';
import type { WorkerState } from '../status/worker-state.ts';
import type { Clock } from '../time/clock.ts';
import type { LeaseTimes } from '../time/lease-times.ts';

export interface SessionContext {
  /** What the orchestrator calls this worker. */
  readonly id: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly times: LeaseTimes;
}

/** What a session is built on: where that changes, it ends, and another one begins. */
export interface Footing {
  readonly workerId: string;
  readonly units: readonly ComputeUnit[];
}

export interface Links {
  readonly redis: Connection;
  /** Makes a connection, not open yet, for calls that block. */
  readonly connectWaiting: () => Connection;
  readonly client: OrchestratorClient;
  readonly registrar: Registrar;
}

export interface Records {
  readonly outbox: Outbox;
  readonly state: WorkerState;
  readonly health: Health;
  readonly metrics: Metrics;
}

export interface Work {
  readonly run: JobsOptions['run'];
  readonly concurrency: number;
  readonly wake: 'blmove' | 'poll';
}

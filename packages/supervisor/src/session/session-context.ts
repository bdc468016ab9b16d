/** What a session works with: there before it and after it. */
import type { Logger } from 'pino';
import type { FolderLock } from '../identity/ownership.ts';
import type { Registrar } from '../identity/registrar.ts';
import type { JobGround } from '../job/job-context.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Broker, QueueWorker } from '../orchestrator/queues.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Announcer } from '../status/announcer.ts';
import type { Health } from '../status/health.ts';
import type { WorkerState } from '../status/worker-state.ts';
import type { Clock } from '../time/clock.ts';
import type { LeaseTimes } from '../time/lease-times.ts';

export interface SessionContext {
  readonly orchestrator: Orchestrator;
  readonly registrar: Registrar;
  readonly broker: Broker;
  readonly lock: FolderLock;
  readonly outbox: Outbox;
  readonly state: WorkerState;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly ground: JobGround;
  readonly concurrency: number;
  readonly wake: QueueWorker['wake'];
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the session has its announcer told of changes of state. */
  readonly onAnnouncer: (announcer: Announcer) => void;
}

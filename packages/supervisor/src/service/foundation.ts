/** What is there for as long as the service is, whatever becomes of its disk and its orchestrator. */
import { enginesFor, probeUnits, readDevice } from '@dumont/runner';
import type { Logger } from 'pino';
import { sandboxOf } from '../config/job-settings.ts';
import { redisAddress } from '../config/redis-address.ts';
import { UnitFinder } from '../device/unit-finder.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { Broker } from '../orchestrator/queues.ts';
import { OrchestratorClient } from '../sark/http/client.ts';
import { RedisBroker } from '../sark/queue/redis-broker.ts';
import type { Announcer } from '../status/announcer.ts';
import { allChecks } from '../status/health-checks.ts';
import { Health } from '../status/health.ts';
import { WorkerState } from '../status/worker-state.ts';
import { systemClock, type Clock } from '../time/clock.ts';
import { Monitoring } from './monitoring.ts';
import type { ServiceOptions, ServiceParts } from './service-options.ts';
import { outboxFolderOf } from './stores.ts';

export interface Foundation {
  readonly options: ServiceOptions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly broker: Broker;
  readonly orchestrator: Orchestrator;
  readonly finder: UnitFinder;
  readonly device: ServiceParts['device'];
  readonly state: WorkerState;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly monitoring: Monitoring;
  /** Told of changes of state. */
  readonly audience: { announcer: Announcer | null };
}

export function layFoundation(options: ServiceOptions): Foundation {
  const { config, ca, log, signals, parts = {} } = options;
  const clock = parts.clock ?? systemClock;
  const metrics = new Metrics();
  const audience: Foundation['audience'] = { announcer: null };
  const state = new WorkerState(({ status, reason }) => {
    log.info({ status, reason }, `status: ${status}`);
    metrics.status(status);
    audience.announcer?.announce(status);
  });
  metrics.status(state.status);
  const broker = new RedisBroker(redisAddress(config, ca), log);
  const { draining } = signals;
  return {
    options,
    ...{ clock, log, broker, state, metrics, audience },
    orchestrator: new OrchestratorClient({ url: config.host, token: config.token }, signals.stopping.signal),
    finder: new UnitFinder({ probe: parts.probe ?? probing(config), clock, log }),
    device: parts.device ?? readDevice,
    health: new Health({ checks: allChecks(config, outboxFolderOf(config.dataDir)), state, clock, log }),
    monitoring: new Monitoring({ port: config.metricsPort, ...{ metrics, broker, state, draining, log } }),
  };
}

function probing(config: ServiceOptions['config']): ServiceParts['probe'] {
  const sandbox = sandboxOf(config);
  return (signal) =>
    probeUnits(enginesFor(config.engine, process.cwd(), process.platform), { signal, sandbox });
}

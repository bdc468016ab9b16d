/** What a service is given. */
import type { Device, ProbedUnit } from '@dumont/protocol';
import type { launchBenchmark } from '@dumont/runner';
import type { Logger } from 'pino';
import type { Config } from '../config/settings.ts';
import type { ModelStore } from '../job/job-context.ts';
import type { ServiceSignals } from '../session/begin-session.ts';
import type { Clock } from '../time/clock.ts';

/** What a test or a tool may put in place of the real thing. */
export interface ServiceParts {
  readonly launch: typeof launchBenchmark;
  readonly probe: (signal: AbortSignal) => Promise<readonly ProbedUnit[]>;
  readonly device: () => Promise<Device>;
  /** The accelerators of which a job may be given one, by their uuids. */
  readonly cards: () => Promise<readonly string[]>;
  readonly models: () => Promise<ModelStore>;
  readonly clock: Clock;
  /** How long a claim holds without being renewed. */
  readonly leaseMs: number;
}

/** `start` knows where the orchestrator is. */
export type ServiceConfig = Config & { readonly host: string };

export interface ServiceOptions {
  readonly config: ServiceConfig;
  /** PEM text. */
  readonly ca: string | null;
  readonly log: Logger;
  readonly signals: ServiceSignals;
  readonly parts?: Partial<ServiceParts>;
}

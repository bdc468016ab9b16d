/** The whole service: everything it is made of is put together, and ended, here. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ComputeUnit, Device, Registration } from '@dumont/protocol';
import { launchBenchmark, readDevice } from '@dumont/runner';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { jobSettings, sandboxOf } from './config/job-settings.ts';
import { redisAddress } from './config/redis-address.ts';
import { UnitFinder } from './device/unit-finder.ts';
import { enginesOf, probeUnits } from './device/units.ts';
import { lockDataFolder } from './identity/data-lock.ts';
import { asKnown, keepIdentity, readIdentity, type Identity } from './identity/identity.ts';
import { Ownership } from './identity/ownership.ts';
import { runJob, type ModelStore } from './job/run-job.ts';
import { openModels } from './models/open-models.ts';
import { Metrics } from './metrics/metrics.ts';
import type { MetricsServer } from './metrics/server.ts';
import { OrchestratorClient } from './orchestrator/client.ts';
import { Registrar } from './orchestrator/registrar.ts';
import { toRegistration } from './orchestrator/registration.ts';
import { Outbox } from './outbox/outbox.ts';
import { createConnection } from './queue/connection.ts';
import type { ServiceConfig, ServiceOptions, ServiceParts } from './service-options.ts';
import { runSession, SessionOutdated } from './session.ts';
import type { Announcer } from './status/announcer.ts';
import { allChecks } from './status/checks.ts';
import { Health } from './status/health.ts';
import { WorkerState } from './status/worker-state.ts';
import { systemClock, type Clock } from './time/clock.ts';
import { LEASE_MS, leaseTimes } from './time/lease.ts';

/**
 * Runs until draining has begun and nothing is left to do.
 * @throws DumontError where another service has the data folder or the worker's identity
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { dataDir } = options.config;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataFolder(dataDir);
  try {
    await new Service(options).run();
  } finally {
    lock.release();
  }
}

class Service {
  readonly #options: ServiceOptions;
  readonly #config: ServiceConfig;
  readonly #parts: Partial<ServiceParts>;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #redis: Redis;
  readonly #client: OrchestratorClient;
  readonly #finder: UnitFinder;
  readonly #metrics = new Metrics();
  readonly #state: WorkerState;
  #announcer: Announcer | undefined;

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#log = options.log;
    this.#parts = options.parts ?? {};
    this.#clock = this.#parts.clock ?? systemClock;
    const sandbox = sandboxOf(options.config);
    this.#finder = new UnitFinder({
      probe:
        this.#parts.probe ?? ((signal) => probeUnits(enginesOf(options.config.engine), { signal, sandbox })),
      clock: this.#clock,
      log: this.#log,
    });
    this.#redis = this.#connect('commands');
    this.#client = new OrchestratorClient(
      { url: options.config.host, token: options.config.token },
      options.signals.stopping.signal,
    );
    this.#state = new WorkerState(({ status, reason }) => {
      this.#log.info({ status, reason }, `status: ${status}`);
      this.#metrics.status(status);
      this.#announcer?.announce(status);
    });
    this.#metrics.status(this.#state.status);
  }

  async run(): Promise<void> {
    const outboxFolder = path.join(this.#config.dataDir, 'outbox');
    const outbox = await Outbox.open(outboxFolder, this.#log);
    const health = new Health({
      checks: allChecks(this.#config, outboxFolder),
      state: this.#state,
      clock: this.#clock,
      log: this.#log,
    });
    const server = await this.#serveMetrics(outbox);
    try {
      await this.#work(outbox, health);
    } finally {
      this.#redis.disconnect();
      await server?.close();
    }
  }

  async #work(outbox: Outbox, health: Health): Promise<void> {
    const { ca, signals } = this.#options;
    const models = await (this.#parts.models ?? (() => openModels(this.#config, ca, this.#log)))();
    const [found, foundUnits] = await Promise.all([
      (this.#parts.device ?? readDevice)(),
      this.#finder.find(signals.draining),
      this.#redis.connect().catch((error: unknown) => {
        this.#log.warn({ err: error }, 'Redis cannot be reached: trying again');
      }),
      health.checkAll(),
    ]);
    const identity = await readIdentity(this.#config.dataDir, found.udid, this.#log);
    await keepIdentity(this.#config.dataDir, identity);
    const device = asKnown(found, identity, this.#config.deviceName);
    let units = foundUnits;
    const registrar = this.#registrar(identity, () => toRegistration(device, units));
    let workerId = await registrar.firstWorkerId(this.#clock, signals.draining);
    while (workerId !== null && !signals.draining.aborted) {
      if (units.length > 0) health.recovered('units');
      else health.report('units', 'this machine can run no compute unit');
      const next = await this.#session({ workerId, units, device, registrar, outbox, health, models });
      if (next !== null && next.units !== units) {
        units = next.units;
        await registrar.register();
      }
      workerId = next?.workerId ?? null;
    }
  }

  /** @returns what to go on with, or null where the service is to end */
  async #session(given: {
    readonly workerId: string;
    readonly units: readonly ComputeUnit[];
    readonly device: Device;
    readonly registrar: Registrar;
    readonly outbox: Outbox;
    readonly health: Health;
    readonly models: ModelStore;
  }): Promise<SessionOutdated | null> {
    const { workerId, units, device, models } = given;
    const { draining, stopping } = this.#options.signals;
    const log = this.#log.child({ workerId });
    const times = leaseTimes(this.#parts.leaseMs ?? LEASE_MS);
    // Ends with this session or with the service, whichever is first.
    const ending = new AbortController();
    const end = (): void => {
      ending.abort(stopping.signal.reason);
    };
    stopping.signal.addEventListener('abort', end, { once: true });
    try {
      await runSession(
        {
          ...given,
          redis: this.#redis,
          connectWaiting: () => this.#connect('waiting'),
          client: this.#client,
          ownership: await Ownership.prepare(this.#redis, workerId, this.#config.dataDir, times.leaseMs),
          state: this.#state,
          metrics: this.#metrics,
          runJob: (claim, jobLog, signal) =>
            runJob(claim, this.#jobContext({ workerId, units, device, models }, jobLog), signal),
          concurrency: this.#config.concurrency,
          wake: this.#config.wake,
          times,
          clock: this.#clock,
          log,
          watch: (signal) => this.#watchUnits({ workerId, units }, signal),
          onAnnouncer: (announcer) => {
            this.#announcer = announcer;
          },
        },
        { draining, stopping: ending },
      );
      return null;
    } catch (error) {
      if (!(error instanceof SessionOutdated)) throw error;
      log.warn(error.message);
      return error;
    } finally {
      stopping.signal.removeEventListener('abort', end);
    }
  }

  #jobContext(
    worker: { workerId: string; units: readonly ComputeUnit[]; device: Device; models: ModelStore },
    log: Logger,
  ): Parameters<typeof runJob>[1] {
    return {
      ...worker,
      enginePackage: this.#config.engine,
      settings: jobSettings(this.#config),
      launch: this.#parts.launch ?? launchBenchmark,
      fetchJob: (jobId) => this.#client.job(jobId),
      clock: this.#clock,
      log,
    };
  }

  #connect(purpose: 'commands' | 'waiting'): Redis {
    return createConnection(redisAddress(this.#config, this.#options.ca), purpose);
  }

  /** Without any unit there is nothing to be done but to look again. */
  async #watchUnits(
    now: { workerId: string; units: readonly ComputeUnit[] },
    signal: AbortSignal,
  ): Promise<void> {
    if (now.units.length > 0) return;
    const units = await this.#finder.untilFound(signal);
    if (units.length > 0) throw new SessionOutdated('compute units have been found', { ...now, units });
  }

  #registrar(identity: Identity, registration: () => Registration): Registrar {
    return new Registrar(identity.workerId, {
      client: this.#client,
      registration,
      log: this.#log,
      onWorkerId: (workerId) => keepIdentity(this.#config.dataDir, { ...identity, workerId }),
    });
  }

  async #serveMetrics(outbox: Outbox): Promise<MetricsServer | null> {
    const { metricsPort } = this.#config;
    if (metricsPort === null) return null;
    // An HTTP server's code is memory that a worker without one does not pay for.
    const { serveMetrics } = await import('./metrics/server.ts');
    this.#metrics.watchProcess();
    const isConnected = (): boolean => this.#redis.status === 'ready';
    const server = await serveMetrics({
      port: metricsPort,
      registry: this.#metrics.registry,
      refresh: () => {
        this.#metrics.outbox.set(outbox.entries.length);
        this.#metrics.redis.set(isConnected() ? 1 : 0);
      },
      notReady: () => [
        ...(isConnected() ? [] : ['Redis is not connected']),
        ...this.#state.faults,
        ...(this.#options.signals.draining.aborted ? ['the service is stopping'] : []),
      ],
    });
    this.#log.info({ port: server.port }, 'metrics are served');
    return server;
  }
}

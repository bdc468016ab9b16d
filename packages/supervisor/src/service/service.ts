/** The whole service: everything it is made of is put together, and ended, here. */
import type { Device } from '@dumont/protocol';
import type { Registration } from '@dumont/protocol/sark';
import { launchBenchmark, readDevice } from '@dumont/runner';
import type { Logger } from 'pino';
import { sandboxOf } from '../config/job-settings.ts';
import { redisAddress } from '../config/redis-address.ts';
import { UnitFinder } from '../device/unit-finder.ts';
import { enginesOf, probeUnits } from '../device/units.ts';
import { asKnown, readIdentity } from '../identity/identity.ts';
import type { DataLock } from '../identity/data-lock.ts';
import { IdentityKeeper } from '../identity/identity-keeper.ts';
import { JobGround } from '../job/job-ground.ts';
import { runJob, type ModelStore } from '../job/run-job.ts';
import { openModels } from '../models/open-models.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { MetricsServer } from '../metrics/server.ts';
import { OrchestratorClient } from '../sark/http/client.ts';
import { Registrar } from '../identity/registrar.ts';
import { toRegistration } from '../identity/registration.ts';
import { createConnection, type Connection } from '../sark/queue/connection.ts';
import type { ServiceConfig, ServiceOptions, ServiceParts } from './service-options.ts';
import { beginSession } from '../session/begin-session.ts';
import type { Footing, Records } from '../session/context.ts';
import { SessionOutdated } from '../session/footing.ts';
import { runSessions } from '../session/run-sessions.ts';
import { openStores, outboxFolderOf, type Stores } from './stores.ts';
import type { Announcer } from '../status/announcer.ts';
import { allChecks, metricsCheck } from '../status/health-checks.ts';
import { Health } from '../status/health.ts';
import { WorkerState } from '../status/worker-state.ts';
import { systemClock, type Clock } from '../time/clock.ts';
import { unlessAborted } from '../time/unless-aborted.ts';
import { LEASE_MS, leaseTimes } from '../time/lease-times.ts';

/**
 * Runs until draining has begun and nothing is left to do.
 * @throws DumontError where another service has the data folder or the worker's identity
 */
export async function runService(options: ServiceOptions): Promise<void> {
  await new Service(options).run();
}

class Service {
  readonly #options: ServiceOptions;
  readonly #config: ServiceConfig;
  readonly #parts: Partial<ServiceParts>;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #redis: Connection;
  readonly #client: OrchestratorClient;
  readonly #finder: UnitFinder;
  readonly #metrics = new Metrics();
  readonly #jobs: JobGround;
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
    this.#redis.on('answered', () => {
      this.#log.info('Redis is back');
    });
    this.#client = new OrchestratorClient(
      { url: options.config.host, token: options.config.token },
      options.signals.stopping.signal,
    );
    this.#jobs = new JobGround({
      config: this.#config,
      launch: this.#parts.launch ?? launchBenchmark,
      client: this.#client,
      draining: options.signals.draining,
      clock: this.#clock,
    });
    this.#state = new WorkerState(({ status, reason }) => {
      this.#log.info({ status, reason }, `status: ${status}`);
      this.#metrics.status(status);
      this.#announcer?.announce(status);
    });
    this.#metrics.status(this.#state.status);
  }

  async run(): Promise<void> {
    const { ca, signals } = this.#options;
    const { dataDir } = this.#config;
    const health = new Health({
      checks: allChecks(this.#config, outboxFolderOf(dataDir)),
      ...{ state: this.#state, clock: this.#clock, log: this.#log },
    });
    let stores: Stores | null = null;
    let server: MetricsServer | null = null;
    try {
      const openAll = this.#parts.models ?? (() => openModels(this.#config, ca, this.#log));
      const options = { dataDir, openModels: openAll, health, clock: this.#clock, log: this.#log };
      const serve = async (): Promise<void> => {
        server ??= await this.#serveMetrics(() => stores?.outbox.entries.length ?? 0);
      };
      await health.add(metricsCheck(serve));
      stores = await openStores(options, signals.draining);
      if (stores !== null) await this.#work(stores, health);
    } finally {
      this.#redis.disconnect();
      await closeServer(server);
      stores?.lock.release();
    }
  }

  async #work({ lock, outbox, models }: Stores, health: Health): Promise<void> {
    const { signals } = this.#options;
    await health.add(lock.check);
    const facts = await unlessAborted(this.#findOut(health, signals.draining), signals.draining);
    if (facts === null) return;
    const { found, units } = facts;
    const identity = await readIdentity(this.#config.dataDir, found.udid, this.#log);
    const keeper = new IdentityKeeper(this.#config.dataDir, identity, (problem) => {
      health.report('identity', problem);
    });
    await health.add(keeper.check);
    const device = asKnown(found, identity, this.#config.deviceName);
    let known = units;
    const registrar = this.#registrar(keeper, () => toRegistration(device, known));
    const workerId = await registrar.firstWorkerId(this.#clock, signals.draining);
    if (workerId === null) return;
    const records = { outbox, health, state: this.#state, metrics: this.#metrics };
    await runSessions(
      { workerId, units },
      {
        run: (footing) => {
          if (footing.units !== known) registrar.outdated();
          known = footing.units;
          return this.#session(footing, { registrar, records, device, models, lock });
        },
        clock: this.#clock,
        log: this.#log,
      },
      signals.draining,
    );
  }

  async #findOut(health: Health, draining: AbortSignal): Promise<{ found: Device; units: Footing['units'] }> {
    const [found, units] = await Promise.all([
      (this.#parts.device ?? readDevice)(),
      this.#finder.find(draining),
      this.#redis.connect().catch((error: unknown) => {
        this.#log.warn({ err: error }, 'Redis cannot be reached: trying again');
      }),
      health.checkAll(draining),
    ]);
    return { found, units };
  }

  async #session(
    footing: Footing,
    given: {
      readonly registrar: Registrar;
      readonly records: Records;
      readonly device: Device;
      readonly models: ModelStore;
      readonly lock: DataLock;
    },
  ): Promise<void> {
    const { workerId, units } = footing;
    const { registrar, records, device, models, lock } = given;
    if (units.length > 0) records.health.recovered('units');
    else records.health.report('units', 'this machine can run no compute unit');
    const log = this.#log.child({ workerId });
    const times = leaseTimes(this.#parts.leaseMs ?? LEASE_MS);
    const job = { workerId, units, device, models, health: records.health };
    await beginSession(
      { id: workerId, clock: this.#clock, log, times },
      {
        units,
        lock,
        links: {
          redis: this.#redis,
          connectWaiting: () => this.#connect('waiting'),
          client: this.#client,
          registrar,
        },
        records,
        work: {
          run: (claim, jobLog, signal) => runJob(claim, this.#jobs.context(job, jobLog), signal),
          concurrency: this.#config.concurrency,
          wake: this.#config.wake,
        },
        watch: (signal) => this.#watchUnits(footing, signal),
        onAnnouncer: (announcer) => {
          this.#announcer = announcer;
        },
      },
      this.#options.signals,
    );
  }

  #connect(purpose: 'commands' | 'waiting'): Connection {
    return createConnection(redisAddress(this.#config, this.#options.ca), purpose);
  }

  /** Without any unit there is nothing to be done but to look again. */
  async #watchUnits(now: Footing, signal: AbortSignal): Promise<void> {
    if (now.units.length > 0) return;
    const units = await this.#finder.untilFound(signal);
    if (units.length > 0) throw new SessionOutdated('compute units have been found', { ...now, units });
  }

  #registrar(keeper: IdentityKeeper, registration: () => Registration): Registrar {
    return new Registrar(keeper.workerId, {
      client: this.#client,
      registration,
      log: this.#log,
      isTakenOver: keeper.isTakenOver,
      onWorkerId: (workerId) => keeper.keep(workerId),
    });
  }

  async #serveMetrics(waiting: () => number): Promise<MetricsServer | null> {
    const { metricsPort } = this.#config;
    if (metricsPort === null) return null;
    // An HTTP server's code is memory that a worker without one does not pay for.
    const { serveMetrics } = await import('../metrics/server.ts');
    const server = await serveMetrics({
      port: metricsPort,
      registry: this.#metrics.registry,
      refresh: () => {
        this.#metrics.outbox.set(waiting());
        this.#metrics.redis.set(this.#redis.troubles.length === 0 ? 1 : 0);
      },
      remarks: () => this.#state.remarks,
      notReady: () => [
        ...this.#redis.troubles,
        ...this.#state.faults,
        ...(this.#options.signals.draining.aborted ? ['the service is stopping'] : []),
      ],
    });
    this.#metrics.watchProcess();
    this.#log.info({ port: server.port }, 'metrics are served');
    return server;
  }
}

/** By way of an argument: of a variable that a closure sets, TypeScript remembers how it began. */
async function closeServer(server: MetricsServer | null): Promise<void> {
  await server?.close();
}

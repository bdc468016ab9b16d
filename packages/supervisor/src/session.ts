/** The worker under one id, with one set of compute units: all its loops, from their start to their end. */
import { DumontError, queuesInOrder, workerQueue, COMPUTE_UNITS, type ComputeUnit } from '@dumont/protocol';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ownedByAnother, type Ownership } from './identity/ownership.ts';
import { heartbeatLoop } from './loops/heartbeat.ts';
import { JobsLoop, type JobsOptions } from './loops/jobs.ts';
import { leaseLoop } from './loops/leases.ts';
import { reaperLoop } from './loops/reaper.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { OrchestratorClient } from './orchestrator/client.ts';
import type { Registrar } from './orchestrator/registrar.ts';
import type { Outbox } from './outbox/outbox.ts';
import { Publisher } from './outbox/publisher.ts';
import { BlockedWait } from './queue/blocked-wait.ts';
import { giveBackStrays } from './queue/give-back-strays.ts';
import { idleByBlocking, idleByPolling } from './queue/idle.ts';
import { JobSource } from './queue/job-source.ts';
import { QueueClient, type HeldJob } from './queue/queue-client.ts';
import { Announcer } from './status/announcer.ts';
import type { Health } from './status/health.ts';
import type { WorkerState } from './status/worker-state.ts';
import { backoffMs } from './time/backoff.ts';
import type { Clock } from './time/clock.ts';
import type { LeaseTimes } from './time/lease.ts';

export interface SessionOptions {
  readonly workerId: string;
  readonly units: readonly ComputeUnit[];
  readonly redis: Redis;
  readonly connectWaiting: () => Redis;
  readonly client: OrchestratorClient;
  readonly registrar: Registrar;
  readonly ownership: Ownership;
  readonly outbox: Outbox;
  readonly state: WorkerState;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly runJob: JobsOptions['run'];
  readonly concurrency: number;
  readonly wake: 'blmove' | 'poll';
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends with the signal, or by a SessionOutdated. */
  readonly watch: (signal: AbortSignal) => Promise<void>;
  /** Where the session has its announcer told of changes of state. */
  readonly onAnnouncer: (announcer: Announcer) => void;
}

export interface SessionSignals {
  readonly draining: AbortSignal;
  readonly stopping: AbortController;
}

/** Something has changed that the session was built on: it ends, and another one begins. */
export class SessionOutdated extends Error {
  override readonly name = 'SessionOutdated';
  /** What the orchestrator calls this worker now. */
  readonly workerId: string;
  readonly units: readonly ComputeUnit[];

  constructor(message: string, { workerId, units }: Pick<SessionOptions, 'workerId' | 'units'>) {
    super(message);
    this.workerId = workerId;
    this.units = units;
  }
}

const RETRY = { firstMs: 200, longestMs: 3000 };

/**
 * Runs until draining has begun and the last job is done with.
 * @throws DumontError where another process has this worker's identity; whatever a loop fails with
 */
export async function runSession(
  options: SessionOptions,
  { draining, stopping }: SessionSignals,
): Promise<void> {
  const parts = assemble(options);
  const background = new AbortController();
  const onReady = (): void => {
    parts.publisher.ring();
  };
  options.redis.on('ready', onReady);
  const loops = startLoops(options, parts, background.signal);
  const failure = new Promise<never>((_resolve, reject) => {
    for (const loop of loops) loop.catch(reject);
  });
  const jobs = takeJobs(options, parts, { draining, stopping: stopping.signal });
  try {
    await Promise.race([jobs, failure]);
  } finally {
    // A loop that failed takes the jobs with it: they are given back before the session ends.
    stopping.abort(new Error('the worker stops'));
    await Promise.allSettled([jobs]);
    background.abort();
    await Promise.allSettled(loops);
    options.redis.off('ready', onReady);
    await letGo(options, parts);
  }
}

interface Parts {
  readonly source: JobSource;
  readonly shared: readonly QueueClient[];
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly blocked: BlockedWait | null;
}

function assemble(options: SessionOptions): Parts {
  const { workerId, units, redis, connectWaiting, outbox, metrics, client, wake, times, clock, log } =
    options;
  const queues = queuesInOrder(workerId, units).map((name) => new QueueClient(redis, name, workerId));
  const blocked = wake === 'blmove' ? new BlockedWait(queues, redis, connectWaiting) : null;
  const publisher = new Publisher({
    outbox,
    ack: (entry) =>
      new QueueClient(redis, entry.queue, entry.workerId).ack(entry, JSON.stringify(entry.record)),
    clock,
    log,
    onPublished: (_entry, answer) => {
      metrics.published.inc({ answer });
    },
  });
  const source = new JobSource({
    queues,
    leaseMs: times.leaseMs,
    idle: blocked === null ? idleByPolling(clock) : idleByBlocking(blocked, times),
    log,
    isPublishing: (job) => outbox.has(job.jobId, job.token),
  });
  const announcer = new Announcer({ send: (status) => client.setStatus(workerId, status), clock, log });
  const shared = queues.filter((queue) => queue.queue !== workerQueue(workerId));
  return { source, shared, publisher, announcer, blocked };
}

function startLoops(options: SessionOptions, parts: Parts, signal: AbortSignal): Promise<void>[] {
  const { workerId, ownership, client, registrar, state, health, metrics } = options;
  const { times, clock, log, onAnnouncer } = options;
  const { source, shared, publisher, announcer } = parts;
  onAnnouncer(announcer);
  announcer.announce(state.status);
  return [
    publisher.run(signal),
    announcer.run(signal),
    health.run(signal),
    options.watch(signal),
    heartbeatLoop(
      {
        beat: (nowMs) => client.heartbeat(workerId, nowMs),
        register: async () => {
          const given = await registrar.register();
          if (given !== workerId) {
            const message = `the orchestrator calls this worker ${given} now`;
            throw new SessionOutdated(message, { ...options, workerId: given });
          }
          // The orchestrator takes a worker that has just registered for active.
          announcer.learn('active');
        },
        isUnregistered: () => !registrar.isRegistered,
        onStatus: (status) => {
          announcer.learn(status);
        },
        onBeat: (reached) => {
          metrics.orchestrator.set(reached ? 1 : 0);
        },
        clock,
        log,
      },
      signal,
    ),
    leaseLoop({ source, ownership, workerId, times, clock, log }, signal),
    reaperLoop(
      {
        queues: shared,
        times,
        clock,
        log,
        onReaped: (jobs) => {
          metrics.reaped.inc(jobs);
        },
      },
      signal,
    ),
  ];
}

async function takeJobs(
  options: SessionOptions,
  { source, publisher }: Parts,
  signals: { draining: AbortSignal; stopping: AbortSignal },
): Promise<void> {
  if (!(await becomeOwner(options, signals.draining))) return;
  const { workerId, runJob, outbox, state, health, metrics, concurrency, clock, log } = options;
  const loop = new JobsLoop({
    workerId,
    source,
    run: runJob,
    outbox,
    publisher,
    state,
    health,
    concurrency,
    clock,
    log,
    onEnded: (outcome, durationMs) => {
      metrics.jobs.inc({ outcome });
      metrics.jobSeconds.observe(durationMs / 1000);
    },
  });
  await loop.run(signals);
}

/** @returns false where the signal was aborted before @throws DumontError where another process is the owner */
async function becomeOwner(options: SessionOptions, signal: AbortSignal): Promise<boolean> {
  const { ownership, workerId, redis, clock, log } = options;
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      const owner = await ownership.acquire(clock, signal);
      if (owner !== null) throw ownedByAnother(workerId, owner);
      await recoverOtherUnits(redis, workerId, options);
      return true;
    } catch (error) {
      if (error instanceof DumontError) throw error;
      log[attempt === 1 ? 'warn' : 'debug']({ err: error }, 'Redis does not answer: trying again');
      await clock.sleep(backoffMs(attempt, RETRY), signal);
    }
  }
  return false;
}

/** Jobs of units that this machine could run when it was last started, and cannot now. */
async function recoverOtherUnits(
  redis: Redis,
  workerId: string,
  { units, outbox, log }: SessionOptions,
): Promise<void> {
  const others = COMPUTE_UNITS.map((unit) => unit.wire).filter((unit) => !units.includes(unit));
  const queues = queuesInOrder(workerId, others)
    .filter((name) => name !== workerQueue(workerId))
    .map((name) => new QueueClient(redis, name, workerId));
  const isKnown = ({ jobId, token }: HeldJob): boolean => outbox.has(jobId, token);
  await giveBackStrays({ queues, isKnown, counts: 'attempt', log });
}

/** So that nobody has to wait for leases to run out. Redis may be away: then they do. */
async function letGo({ redis, ownership, log }: SessionOptions, { source, blocked }: Parts): Promise<void> {
  blocked?.close();
  if (redis.status !== 'ready') return;
  try {
    await source.leave();
    await ownership.giveUp();
  } catch (error) {
    log.debug({ err: error }, 'leases are left to run out');
  }
}

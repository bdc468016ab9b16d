/** A session's jobs: from the moment that the worker's id is this process's own to the last job. */
import { COMPUTE_UNITS, DumontError } from '@dumont/protocol';
import { queuesInOrder, workerQueue } from '@dumont/protocol/sark';
import type { Redis } from 'ioredis';
import { ownedByAnother, type Ownership } from '../identity/ownership.ts';
import { JobsLoop } from '../loops/job-processor.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { giveBackStrays } from '../sark/queue/give-back-strays.ts';
import { QueueClient, type HeldJob } from '../sark/queue/queue-client.ts';
import { backoffMs } from '../time/backoff.ts';
import type { Footing, Records, SessionContext, Work } from './context.ts';
import type { Parts } from './parts.ts';
import type { JobSignals } from './run-session.ts';

const RETRY = { firstMs: 200, longestMs: 3000 };

export interface JobsIn {
  readonly redis: Redis;
  readonly records: Records;
  readonly units: Footing['units'];
  readonly work: Work;
}

/** @throws DumontError USAGE where another process has the worker's id */
export async function takeJobs(
  context: SessionContext,
  { source, publisher, ownership }: Parts,
  { redis, records, units, work }: JobsIn,
  signals: JobSignals,
): Promise<void> {
  const recover = (): Promise<void> => recoverOtherUnits(context, redis, units, records.outbox);
  if (!(await becomeOwner(context, ownership, recover, signals.draining))) return;
  const { id, clock, log } = context;
  const { outbox, state, health, metrics } = records;
  const loop = new JobsLoop({
    ...work,
    ...{ workerId: id, source, publisher, outbox, state, health, clock, log },
    onEnded: (outcome, durationMs) => {
      metrics.jobs.inc({ outcome });
      metrics.jobSeconds.observe(durationMs / 1000);
    },
  });
  await loop.run(signals);
}

/** @returns false where the signal was aborted before @throws DumontError where another process is the owner */
async function becomeOwner(
  { id, clock, log }: SessionContext,
  ownership: Ownership,
  recover: () => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      const owner = await ownership.acquire(clock, signal);
      if (owner !== null) throw ownedByAnother(id, owner);
      await recover();
      return true;
    } catch (error) {
      if (error instanceof DumontError) throw error;
      log[attempt === 1 ? 'warn' : 'debug']({ err: error }, 'jobs cannot be taken yet: trying again');
      await clock.sleep(backoffMs(attempt, RETRY), signal);
    }
  }
  return false;
}

/** Jobs of units that this machine could run when it was last started, and cannot now. */
async function recoverOtherUnits(
  { id, log }: SessionContext,
  redis: Redis,
  units: Footing['units'],
  outbox: Outbox,
): Promise<void> {
  const others = COMPUTE_UNITS.map((unit) => unit.wire).filter((unit) => !units.includes(unit));
  const queues = queuesInOrder(id, others)
    .filter((name) => name !== workerQueue(id))
    .map((name) => new QueueClient(redis, name, id));
  const isKnown = ({ jobId, token }: HeldJob): boolean => outbox.has(jobId, token);
  await giveBackStrays({ queues, isKnown, counts: 'attempt', log });
}

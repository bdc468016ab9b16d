/** Keeps what this worker holds: the leases of its jobs, and its own id. */
import type { Logger } from 'pino';
import { ownedByAnother, type Ownership } from '../identity/ownership.ts';
import type { Jobs } from '../orchestrator/queues.ts';
import type { Clock } from '../time/clock.ts';
import type { Doorbell } from '../time/doorbell.ts';
import type { LeaseTimes } from '../time/lease-times.ts';
import { every } from './every.ts';

export interface LeaseOptions {
  readonly jobs: Jobs;
  readonly ownership: Ownership;
  readonly workerId: string;
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly log: Logger;
  /** Rung when there is a new connection to the queues: what one holds is renewed first. */
  readonly bell: Doorbell;
}

/** @throws DumontError where another process has taken this worker's identity */
export async function leaseLoop(options: LeaseOptions, signal: AbortSignal): Promise<void> {
  const { jobs, ownership, workerId, times, clock, log, bell } = options;
  let reached = true;
  const renew = async (): Promise<number> => {
    let owner: string | null = null;
    try {
      await jobs.renewHeld();
      owner = await ownership.hold();
      if (owner === null) await jobs.tidy();
      reached = true;
    } catch (error) {
      log[reached ? 'warn' : 'debug']({ err: error }, 'leases cannot be renewed');
      reached = false;
    }
    if (owner !== null) throw ownedByAnother(workerId, owner);
    return times.renewMs;
  };
  await every(clock, signal, renew, bell);
}

/** Keeps what this worker holds in Redis: the leases of its jobs, and its own identity. */
import type { Logger } from 'pino';
import { ownedByAnother, type Ownership } from '../identity/ownership.ts';
import type { JobSource } from '../queue/job-source.ts';
import type { Clock } from '../time/clock.ts';
import type { LeaseTimes } from '../time/lease.ts';
import { every } from './every.ts';

export interface LeaseOptions {
  readonly source: JobSource;
  readonly ownership: Ownership;
  readonly workerId: string;
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly log: Logger;
}

/** @throws DumontError where another process has taken this worker's identity */
export async function leaseLoop(options: LeaseOptions, signal: AbortSignal): Promise<void> {
  const { source, ownership, workerId, times, clock, log } = options;
  let reached = true;
  await every(clock, signal, async () => {
    let owner: string | null = null;
    try {
      await source.renewHeld();
      owner = await ownership.hold();
      if (!reached) log.info('Redis is back');
      reached = true;
    } catch (error) {
      log[reached ? 'warn' : 'debug']({ err: error }, 'leases cannot be renewed: Redis does not answer');
      reached = false;
    }
    if (owner !== null) throw ownedByAnother(workerId, owner);
    return times.renewMs;
  });
}

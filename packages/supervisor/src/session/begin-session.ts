/** One session of the worker, put together from what outlives it. */
import type { Connection } from '../sark/queue/connection.ts';
import { Ownership, type FolderLock } from '../identity/ownership.ts';
import type { Announcer } from '../status/announcer.ts';
import type { Footing, Links, Records, SessionContext, Work } from './context.ts';
import { loopsOf } from './background-loops.ts';
import { assemble, type Parts } from './parts.ts';
import type { ServiceSignals } from '../service/service-options.ts';
import { runSession } from './run-session.ts';
import { takeJobs } from './take-jobs.ts';

export interface Beginning {
  readonly units: Footing['units'];
  readonly lock: FolderLock;
  readonly links: Links;
  readonly records: Records;
  readonly work: Work;
  /** Ends with its signal, or by a SessionOutdated. */
  readonly watch: (signal: AbortSignal) => Promise<void>;
  /** Where the session has its announcer told of changes of state. */
  readonly onAnnouncer: (announcer: Announcer) => void;
}

/** Resolves when draining has begun and nothing is left to do. @throws whatever a part of the session failed with */
export async function beginSession(
  context: SessionContext,
  { units, lock, links, records, work, watch, onAnnouncer }: Beginning,
  { draining, stopping }: ServiceSignals,
): Promise<void> {
  const { redis } = links;
  const ownership = await Ownership.prepare(redis, context.id, lock, context.times.leaseMs);
  const parts = assemble(context, { units, links, records, wake: work.wake, ownership });
  onAnnouncer(parts.announcer);
  parts.announcer.announce(records.state.status);
  await runSession(
    {
      takeJobs: (jobSignals) => takeJobs(context, parts, { redis, records, units, work }, jobSignals),
      loops: [...loopsOf(context, parts, { links, records, units }), watch],
      leave: () => letGo(context, parts, redis),
      cut: () => {
        stopping.abort(new Error('the service has ended'));
        redis.disconnect();
      },
    },
    { draining, stopping: stopping.signal },
  );
}

/** So that nobody has to wait for leases to run out. Redis may be away: then they do. */
async function letGo(
  { log }: SessionContext,
  { source, blocked, ownership }: Parts,
  redis: Connection,
): Promise<void> {
  blocked?.end();
  if (redis.troubles.length > 0) return;
  try {
    await source.leave();
    await ownership.giveUp();
  } catch (error) {
    log.debug({ err: error }, 'leases are left to run out');
  }
}

/** What goes on in a session beside its jobs. */
import { heartbeatLoop } from '../loops/heartbeat.ts';
import { leaseLoop } from '../loops/leases.ts';
import { reaperLoop } from '../loops/reaper.ts';
import type { Connection } from '../sark/queue/connection.ts';
import { Doorbell } from '../time/doorbell.ts';
import { untilAborted } from '../time/until-aborted.ts';
import type { Footing, Links, Records, SessionContext } from './context.ts';
import { SessionOutdated } from './footing.ts';
import type { Parts } from './parts.ts';
import type { Session } from './run-session.ts';

export function loopsOf(
  context: SessionContext,
  parts: Parts,
  { links, records, units }: { links: Links; records: Records; units: Footing['units'] },
): Session['loops'] {
  const { id, clock, log, times } = context;
  const { publisher, announcer, source, shared, ownership } = parts;
  const { health, metrics } = records;
  const bell = new Doorbell();
  return [
    (signal) => publisher.run(signal),
    (signal) => announcer.run(signal),
    (signal) => health.run(signal),
    (signal) => ringWhenBack(links.redis, [bell, publisher], signal),
    (signal) => leaseLoop({ source, ownership, workerId: id, times, clock, log, bell }, signal),
    (signal) => {
      const onReaped = (jobs: number): void => {
        metrics.reaped.inc(jobs);
      };
      const steadyMs = (): number => links.redis.steadyMs;
      return reaperLoop({ queues: shared, times, clock, log, steadyMs, onReaped }, signal);
    },
    (signal) => beat(context, parts, { links, records, units }, signal),
  ];
}

/** Redis is there again: leases are renewed, and what waits is published. */
async function ringWhenBack(
  redis: Connection,
  bells: readonly Pick<Doorbell, 'ring'>[],
  signal: AbortSignal,
): Promise<void> {
  const ring = (): void => {
    for (const bell of bells) bell.ring();
  };
  redis.on('ready', ring);
  await untilAborted(signal);
  redis.off('ready', ring);
}

/** @throws SessionOutdated where the orchestrator calls the worker something else now */
async function beat(
  { id, clock, log }: SessionContext,
  { announcer }: Parts,
  { links, records, units }: { links: Links; records: Records; units: Footing['units'] },
  signal: AbortSignal,
): Promise<void> {
  const { client, registrar } = links;
  await heartbeatLoop(
    {
      beat: (nowMs, beating) => client.until(beating).heartbeat(id, nowMs),
      register: async (beating) => {
        const workerId = await registrar.register(beating);
        if (workerId !== id) {
          throw new SessionOutdated(`the orchestrator calls this worker ${workerId} now`, {
            workerId,
            units,
          });
        }
        // The orchestrator takes a worker that has just registered for active.
        announcer.learn('active');
      },
      isUnregistered: () => !registrar.isRegistered,
      onStatus: (status) => {
        announcer.learn(status);
      },
      onBeat: (reached) => {
        records.metrics.orchestrator.set(reached ? 1 : 0);
        if (reached) records.health.recovered('orchestrator');
      },
      onAway: (reason) => {
        records.health.report('orchestrator', reason);
      },
      clock,
      log,
    },
    signal,
  );
}

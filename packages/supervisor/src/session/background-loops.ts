/** What goes on in a session beside its jobs. */
import { heartbeatLoop } from '../loops/heartbeat.ts';
import { leaseLoop } from '../loops/leases.ts';
import { reaperLoop } from '../loops/reaper.ts';
import type { Broker } from '../orchestrator/queues.ts';
import { Doorbell } from '../time/doorbell.ts';
import { untilAborted } from '../time/until-aborted.ts';
import { SessionOutdated, type Footing } from './footing.ts';
import type { Session } from './run-session.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionParts } from './session-parts.ts';

export function backgroundLoops(
  footing: Footing,
  context: SessionContext,
  parts: SessionParts,
): Session['loops'] {
  const { broker, health, metrics, clock, log, times } = context;
  const { queues, relay, announcer, ownership } = parts;
  const { workerId } = footing;
  const bell = new Doorbell();
  return [
    (signal) => relay.run(signal),
    (signal) => announcer.run(signal),
    (signal) => health.run(signal),
    (signal) => ringWhenBack(broker, [bell, relay], signal),
    (signal) => leaseLoop({ jobs: queues.jobs, ownership, workerId, times, clock, log, bell }, signal),
    (signal) => {
      const onReaped = (jobs: number): void => {
        metrics.reaped.inc(jobs);
      };
      const steadyMs = (): number => broker.steadyMs;
      return reaperLoop({ queues: queues.shared, times, clock, log, steadyMs, onReaped }, signal);
    },
    (signal) => beat(footing, context, parts, signal),
  ];
}

/** The queues are there again: leases are renewed, and what waits is published. */
async function ringWhenBack(
  broker: Broker,
  bells: readonly Pick<Doorbell, 'ring'>[],
  signal: AbortSignal,
): Promise<void> {
  const end = broker.onConnected(() => {
    for (const bell of bells) bell.ring();
  });
  await untilAborted(signal);
  end();
}

/** @throws SessionOutdated where the orchestrator calls the worker something else now */
async function beat(
  footing: Footing,
  { orchestrator, registrar, health, metrics, clock, log }: SessionContext,
  { announcer }: SessionParts,
  signal: AbortSignal,
): Promise<void> {
  const register = async (registering: AbortSignal): Promise<void> => {
    const workerId = await registrar.register(registering);
    if (workerId !== footing.workerId) {
      const message = `the orchestrator calls this worker ${workerId} now`;
      throw new SessionOutdated(message, { ...footing, workerId });
    }
    // The orchestrator takes a worker that has just registered for active.
    announcer.learn('active');
  };
  await heartbeatLoop(
    {
      beat: (nowMs, beating) => orchestrator.until(beating).beat(footing.workerId, nowMs),
      register,
      isUnregistered: () => !registrar.isRegistered,
      onStatus: (status) => {
        announcer.learn(status);
      },
      onBeat: (reached) => {
        metrics.orchestrator.set(reached ? 1 : 0);
        if (reached) health.recovered('orchestrator');
      },
      onAway: (reason) => {
        health.report('orchestrator', reason);
      },
      clock,
      log,
    },
    signal,
  );
}

/** One session of the worker, put together from what outlives it. */
import { backgroundLoops } from './background-loops.ts';
import type { Footing } from './footing.ts';
import { runSession } from './run-session.ts';
import type { SessionContext } from './session-context.ts';
import { makeParts, type SessionParts } from './session-parts.ts';
import { takeJobs } from './take-jobs.ts';

export interface ServiceSignals {
  /** No further job is taken. */
  readonly draining: AbortSignal;
  /** Running jobs end at once and are given back; so does every call that is under way. */
  readonly stopping: AbortController;
}

/**
 * Resolves when draining has begun and nothing is left to do.
 * @param watch ends with its signal, or by a SessionOutdated
 * @throws whatever a part of the session failed with
 */
export async function beginSession(
  footing: Footing,
  context: SessionContext,
  watch: (signal: AbortSignal) => Promise<void>,
  { draining, stopping }: ServiceSignals,
): Promise<void> {
  const { broker, state, onAnnouncer } = context;
  const parts = await makeParts(footing, context);
  onAnnouncer(parts.announcer);
  parts.announcer.announce(state.status);
  await runSession(
    {
      takeJobs: (signals) => takeJobs(footing, context, parts, signals),
      loops: [...backgroundLoops(footing, context, parts), watch],
      leave: () => letGo(context, parts),
      cut: () => {
        stopping.abort(new Error('the service has ended'));
        broker.disconnect();
      },
    },
    { draining, stopping: stopping.signal },
  );
}

/** So that nobody has to wait for leases to run out. The queues may be away: then they do. */
async function letGo({ broker, log }: SessionContext, { queues, ownership }: SessionParts): Promise<void> {
  queues.close();
  if (broker.troubles.length > 0) return;
  try {
    await queues.jobs.leave();
    await ownership.giveUp();
  } catch (error) {
    log.debug({ err: error }, 'leases are left to run out');
  }
}

/** What a session is made of. */
import { Ownership } from '../identity/ownership.ts';
import type { WorkerQueues } from '../orchestrator/queues.ts';
import { OutboxRelay } from '../outbox/outbox-relay.ts';
import { Announcer } from '../status/announcer.ts';
import type { Footing } from './footing.ts';
import type { SessionContext } from './session-context.ts';

export interface SessionParts {
  readonly queues: WorkerQueues;
  readonly ownership: Ownership;
  readonly relay: OutboxRelay;
  readonly announcer: Announcer;
}

export async function makeParts(footing: Footing, context: SessionContext): Promise<SessionParts> {
  const { orchestrator, lock, times, clock, log } = context;
  const queues = serveQueues(footing, context);
  return {
    queues,
    ownership: await Ownership.prepare(queues.mark, lock, times.leaseMs),
    relay: makeRelay(queues, context),
    announcer: new Announcer({
      send: (status, signal) => orchestrator.until(signal).announce(footing.workerId, status),
      clock,
      log,
    }),
  };
}

function serveQueues(footing: Footing, context: SessionContext): WorkerQueues {
  const { broker, outbox, state, wake, times, clock, log } = context;
  return broker.serve({
    ...footing,
    ...{ wake, times, clock, log },
    onShort: (reason) => {
      if (reason !== null && !state.remarks.includes(reason)) log.warn(reason);
      state.remark('connections', reason);
    },
    isPublishing: ({ jobId, token }) => outbox.has(jobId, token),
  });
}

function makeRelay(queues: WorkerQueues, context: SessionContext): OutboxRelay {
  const { outbox, health, metrics, clock, log } = context;
  return new OutboxRelay({
    outbox,
    send: (entry) => queues.publish(entry),
    clock,
    log,
    onPublished: (_entry, answer) => {
      metrics.published.inc({ answer });
    },
    onStuck: (reason) => {
      health.report('outbox', reason);
    },
  });
}

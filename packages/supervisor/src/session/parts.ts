/** What a session is made of. */
import { queuesInOrder, workerQueue } from '@dumont/protocol/sark';
import type { Ownership } from '../identity/ownership.ts';
import { Publisher } from '../outbox/outbox-relay.ts';
import { BlockedWait } from '../sark/queue/blocked-wait.ts';
import { idleByBlocking, idleByPolling } from '../sark/queue/idle.ts';
import { JobSource } from '../sark/queue/job-source.ts';
import { QueueClient } from '../sark/queue/queue-client.ts';
import { Announcer } from '../status/announcer.ts';
import type { Footing, Links, Records, SessionContext, Work } from './context.ts';

export interface Parts {
  readonly source: JobSource;
  /** The queues that other workers serve too. */
  readonly shared: readonly QueueClient[];
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly blocked: BlockedWait | null;
  readonly ownership: Ownership;
}

interface Materials {
  readonly units: Footing['units'];
  readonly links: Links;
  readonly records: Records;
  readonly wake: Work['wake'];
  readonly ownership: Ownership;
}

export function assemble(
  context: SessionContext,
  { units, links, records, wake, ownership }: Materials,
): Parts {
  const { id, clock, log, times } = context;
  const { redis, connectWaiting, client } = links;
  const queues = queuesInOrder(id, units).map((name) => new QueueClient(redis, name, id));
  const blocked = wake === 'blmove' ? new BlockedWait(queues, redis, connectWaiting) : null;
  const onShort = (reason: string | null): void => {
    if (reason !== null && !records.state.remarks.includes(reason)) log.warn(reason);
    records.state.remark('connections', reason);
  };
  const source = new JobSource({
    queues,
    leaseMs: times.leaseMs,
    idle: blocked === null ? idleByPolling(clock) : idleByBlocking(blocked, { times, clock, onShort }),
    log,
    isPublishing: (job) => records.outbox.has(job.jobId, job.token),
  });
  return {
    source,
    shared: queues.filter((queue) => queue.queue !== workerQueue(id)),
    publisher: publisherOf(context, links, records),
    announcer: new Announcer({
      send: (status, signal) => client.until(signal).setStatus(id, status),
      clock,
      log,
    }),
    blocked,
    ownership,
  };
}

function publisherOf(
  { clock, log }: SessionContext,
  { redis }: Links,
  { outbox, health, metrics }: Records,
): Publisher {
  return new Publisher({
    outbox,
    // Under whatever id the job was claimed.
    ack: (entry) =>
      new QueueClient(redis, entry.queue, entry.workerId).ack(entry, JSON.stringify(entry.record)),
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

/** The lists that a worker serves: its own, and one or two for each compute unit. */
import { COMPUTE_UNITS, isSarksUnit } from '@dumont/protocol';
import { queuesInOrder, workerQueue } from '@dumont/protocol/sark';
import type { QueueWorker, SharedQueue, WorkerQueues } from '../../orchestrator/queues.ts';
import { BlockedWait } from './blocked-wait.ts';
import type { Connection } from './connection.ts';
import { giveBackStrays } from './give-back-strays.ts';
import { idleByBlocking, idleByPolling } from './idle.ts';
import { JobSource } from './job-source.ts';
import { ownerMark } from './owner-mark.ts';
import { QueueClient } from './queue-client.ts';
import { toOrchestratorError } from './redis-trouble.ts';

/** @param connectWaiting makes a connection, not open yet, for calls that block */
export function openWorkerQueues(
  redis: Connection,
  connectWaiting: () => Connection,
  worker: QueueWorker,
): WorkerQueues {
  const { workerId, units, wake, times, clock, log, onShort, isPublishing } = worker;
  const clientOf = (name: string): QueueClient => new QueueClient(redis, name, workerId);
  const queues = queuesInOrder(workerId, units).map(clientOf);
  const blocked = wake === 'blmove' ? new BlockedWait(queues, redis, connectWaiting) : null;
  const idle = blocked === null ? idleByPolling(clock) : idleByBlocking(blocked, { times, clock, onShort });
  return {
    jobs: new JobSource({ queues, leaseMs: times.leaseMs, idle, log, isPublishing }),
    shared: queues.filter((client) => client.queue !== workerQueue(workerId)).map(toShared),
    mark: ownerMark(redis, workerId),
    publish: (run) =>
      new QueueClient(redis, run.queue, run.workerId).ack(run, JSON.stringify(run.record)).catch(rethrow),
    recoverOtherUnits: () =>
      giveBackStrays({
        queues: otherQueues(workerId, units).map(clientOf),
        isKnown: isPublishing,
        counts: 'attempt',
        log,
      }),
    close: () => blocked?.end(),
  };
}

function toShared(client: QueueClient): SharedQueue {
  return {
    name: client.queue,
    look: () => client.look(),
    reap: (deadWorkerId) => client.reap(deadWorkerId).catch(rethrow),
  };
}

/** Of the units that the worker does not have. */
function otherQueues(workerId: string, units: QueueWorker['units']): string[] {
  const all = COMPUTE_UNITS.map(({ wire }) => wire).filter(isSarksUnit);
  const others = all.filter((unit) => !units.includes(unit));
  return queuesInOrder(workerId, others).filter((name) => name !== workerQueue(workerId));
}

function rethrow(error: unknown): never {
  throw toOrchestratorError(error);
}

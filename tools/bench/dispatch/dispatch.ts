/** How long a job lies in its queue while workers are idle, and how many of them it wakes. */
import { randomUUID } from 'node:crypto';
import { once, EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { capabilityQueue, queuesInOrder } from '@dumont/protocol/sark';
import type { Redis } from 'ioredis';
import { BlockedWait } from '../../../packages/supervisor/src/sark/queue/blocked-wait.ts';
import { createConnection } from '../../../packages/supervisor/src/sark/queue/connection.ts';
import { idleByBlocking } from '../../../packages/supervisor/src/sark/queue/idle.ts';
import { JobSource } from '../../../packages/supervisor/src/sark/queue/job-source.ts';
import { QueueClient } from '../../../packages/supervisor/src/sark/queue/queue-client.ts';
import { silentLog } from '../../../packages/supervisor/src/testing/silent-log.ts';
import { systemClock } from '../../../packages/supervisor/src/time/clock.ts';
import { LEASE_MS, leaseTimes } from '../../../packages/supervisor/src/time/lease-times.ts';

export interface Dispatch {
  readonly loops: number;
  readonly jobs: number;
  /** From just before LPUSH to when its worker has it claimed; all in one process. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Ends of waits with a job in hand, for each job. */
  readonly wokenPerJob: number;
}

const UNIT = 'CPU (ONNX)';
const QUEUES = 3;

export async function measureDispatch(redis: Redis, port: number, loops: number, jobs: number) {
  const end = new AbortController();
  const claimed = new EventEmitter<{ job: [string] }>();
  let woken = 0;
  const running = Array.from({ length: loops }, (_, index) =>
    claimLoop(port, `bench-${index}`, end.signal, {
      onWoken: () => (woken += 1),
      onClaimed: (jobId) => claimed.emit('job', jobId),
    }),
  );
  const samplesMs: number[] = [];
  for (let job = 0; job < jobs; job += 1) {
    await blocked(redis, loops * QUEUES);
    const taken = once(claimed, 'job');
    const startMs = performance.now();
    await Promise.all([redis.lpush(capabilityQueue(UNIT), randomUUID()), taken]);
    samplesMs.push(performance.now() - startMs);
  }
  await blocked(redis, loops * QUEUES);
  end.abort();
  await Promise.all(running);
  samplesMs.sort((one, other) => one - other);
  const at = (share: number): number => samplesMs[Math.floor(share * (samplesMs.length - 1))] ?? NaN;
  return { loops, jobs, p50Ms: at(0.5), p99Ms: at(0.99), wokenPerJob: woken / jobs } satisfies Dispatch;
}

interface Hooks {
  readonly onWoken: () => void;
  readonly onClaimed: (jobId: string) => void;
}

async function claimLoop(port: number, workerId: string, signal: AbortSignal, hooks: Hooks): Promise<void> {
  const address = {
    host: '127.0.0.1',
    port,
    username: null,
    password: null,
    database: 0,
    tls: false,
    ca: null,
  };
  const commands = createConnection(address, 'commands');
  await commands.connect();
  const queues = queuesInOrder(workerId, [UNIT]).map((queue) => new QueueClient(commands, queue, workerId));
  const lines = new BlockedWait(queues, commands, () => createConnection(address, 'waiting'));
  const idle = idleByBlocking(lines, {
    times: leaseTimes(LEASE_MS),
    clock: systemClock,
    onShort: () => undefined,
  });
  const source = new JobSource({
    queues,
    leaseMs: LEASE_MS,
    log: silentLog,
    isPublishing: () => false,
    idle: {
      asks: idle.asks,
      wait: async (ending, onHeld) => {
        const result = await idle.wait(ending, onHeld);
        if (result.first !== null) hooks.onWoken();
        return result;
      },
    },
  });
  for (let claim = await source.next(signal); claim !== null; claim = await source.next(signal)) {
    hooks.onClaimed(claim.jobId);
    await queues.find(({ queue }) => queue === claim.queue)?.ack(claim, '{}');
    source.forget(claim);
  }
  lines.end();
  commands.disconnect();
}

/** Until all lines of all workers wait. */
async function blocked(redis: Redis, lines: number): Promise<void> {
  while (!(await redis.info('clients')).includes(`blocked_clients:${lines}\r`)) await delay(2);
}

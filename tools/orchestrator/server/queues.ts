/** The lists of jobs in Redis. */
import { capabilityQueue, workerQueue } from '@dumont/protocol/sark';
import type { Redis } from 'ioredis';
import { queueOf, queueOfRetry, type Job } from './campaigns.ts';
import type { Worker } from './workers.ts';

export class JobQueues {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** A worker takes jobs from the right. */
  async push(jobs: readonly Job[]): Promise<void> {
    await this.#pushTo(queueOf, jobs);
  }

  /** SARK's own retry path. */
  async pushAgain(job: Job): Promise<void> {
    await this.#pushTo(queueOfRetry, [job]);
  }

  /** What `GET /api/queue/status` answers. */
  async describe(workers: readonly Worker[]) {
    const units = new Set(workers.flatMap(({ registration }) => registration.capabilities));
    const ofWorkers = workers.map(async ({ workerId, registration }) => {
      const queue_size = await this.#redis.llen(workerQueue(workerId));
      return [workerId, { device_name: registration.device_name, queue_size }] as const;
    });
    const ofUnits = [...units].map(async (unit) => {
      const queue_size = await this.#redis.llen(capabilityQueue(unit));
      return [unit, { queue_size }] as const;
    });
    return {
      worker_queues: Object.fromEntries(await Promise.all(ofWorkers)),
      capability_queues: Object.fromEntries(await Promise.all(ofUnits)),
    };
  }

  /** Part of what `GET /api/health` answers. Asks nothing, so that it answers while Redis is away. */
  health(nowMs: number) {
    const { host = '', port = 0, db = 0 } = this.#redis.options;
    const timestamp = new Date(nowMs).toISOString();
    return { connected: this.#redis.status === 'ready', host, port, db, timestamp };
  }

  async #pushTo(find: (job: Job) => string | null, jobs: readonly Job[]): Promise<void> {
    for (const [queue, ofQueue] of Map.groupBy(jobs, find)) {
      if (queue !== null) await this.#redis.lpush(queue, ...ofQueue.map(({ job_id }) => job_id));
    }
  }
}

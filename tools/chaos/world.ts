/** What happens around the workers: jobs are posted, and Redis is killed. One after the other, so that no job is posted into a dying Redis. */
import { setTimeout as delay } from 'node:timers/promises';
import { queueKeys } from '@dumont/supervisor';
import { capabilityQueue, workerQueue } from '@dumont/protocol';
import type { Fleet } from '../fleet/fleet.ts';
import type { Random } from '../../test/support/random.ts';

const UNIT = 'CPU (ONNX)';
const MOST_JOBS = 6;
const PAUSE_MS = 150;
/** Jobs that are lost would otherwise keep others from being posted. */
const LONGEST_MS = 2000;
const REDIS_AWAY_MS = 700;
/** So many jobs go to one worker only. */
const PRIVATE = 0.2;

/**
 * How the tool is shown to notice. `forget`: Redis forgets which runs have been published, as if an ack did not look. `pop`: jobs are
 * popped, as by a worker that dies before it has noted them.
 */
export const SABOTAGES = ['forget', 'pop'] as const;
export type Sabotage = (typeof SABOTAGES)[number] | null;

export interface WorldOptions {
  readonly fleet: Fleet;
  readonly random: Random;
  readonly redisKills: number;
  readonly workers: number;
  readonly sabotage: Sabotage;
  /** From 0 to 1: how much of the plan is done. */
  readonly progress: () => number;
  readonly workerIds: () => readonly string[];
}

export class World {
  readonly #options: WorldOptions;
  readonly jobs = new Set<string>();
  redisKills = 0;
  #postedMs = -Infinity;

  constructor(options: WorldOptions) {
    this.#options = options;
  }

  /** Until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { random, redisKills, workers, progress } = this.#options;
    while (!signal.aborted) {
      if (this.redisKills < redisKills && progress() >= (this.redisKills + 1) / (redisKills + 1)) {
        await this.#killRedis();
      }
      if (this.#outstanding() < workers * 2 || performance.now() - this.#postedMs > LONGEST_MS)
        await this.#post(1 + random.below(MOST_JOBS));
      await this.#sabotage();
      await delay(random.next() * PAUSE_MS);
    }
  }

  /** Jobs without a result. */
  missing(): string[] {
    return [...this.jobs].filter((jobId) => this.#options.fleet.orchestrator.results(jobId).length === 0);
  }

  #outstanding(): number {
    return this.missing().length;
  }

  async #post(count: number): Promise<void> {
    const { fleet, random, workerIds } = this.#options;
    this.#postedMs = performance.now();
    const known = workerIds();
    const jobs = Array.from({ length: count }, () => {
      const workerId = random.next() < PRIVATE ? known[random.below(known.length)] : undefined;
      return { computeUnit: UNIT, runs: 1, ...(workerId !== undefined && { workerId }) };
    });
    const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl: 'http://127.0.0.1/m.onnx', jobs });
    for (const jobId of jobIds) this.jobs.add(jobId);
  }

  async #killRedis(): Promise<void> {
    const { fleet, random } = this.#options;
    await fleet.server.kill();
    await delay(random.next() * REDIS_AWAY_MS);
    await fleet.server.restart();
    this.redisKills += 1;
  }

  async #sabotage(): Promise<void> {
    const { fleet, sabotage, workerIds } = this.#options;
    const shared = capabilityQueue(UNIT);
    const queues = [shared, ...workerIds().map(workerQueue)];
    if (sabotage === 'forget') await fleet.redis.del(queues.map((queue) => queueKeys(queue).done));
    if (sabotage === 'pop') await fleet.redis.rpop(shared);
  }
}

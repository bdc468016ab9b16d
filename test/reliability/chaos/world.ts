/** What happens around the workers: jobs are posted, and Redis has its faults. One after the other, so that no job is posted into a faulty Redis. */
import { setTimeout as delay } from 'node:timers/promises';
import { queueKeys } from '@dumont/supervisor';
import { capabilityQueue, workerQueue } from '@dumont/protocol/sark';
import type { Random } from '../../support/random.ts';
import { befall, planFaults, type FrailFleet, type RedisFault } from './redis-faults.ts';

const UNIT = 'CPU (ONNX)';
const MOST_JOBS = 6;
const PAUSE_MS = 150;
/** Jobs that are lost would otherwise keep others from being posted. */
const LONGEST_MS = 2000;
/** Longer than a lease now and then. */
const LONGEST_FAULT_MS = 2000;
/** So many jobs go to one worker only. */
const PRIVATE = 0.2;

/**
 * How the tool is shown to notice. `forget`: Redis forgets which runs have been published, as if an ack did not look. `pop`: jobs are
 * popped, as by a worker that dies before it has noted them.
 */
export const SABOTAGES = ['forget', 'pop'] as const;
export type Sabotage = (typeof SABOTAGES)[number] | null;

export interface WorldOptions {
  readonly frail: FrailFleet;
  readonly random: Random;
  readonly redisFaults: number;
  readonly workers: number;
  readonly sabotage: Sabotage;
  /** From 0 to 1: how much of the plan is done. */
  readonly progress: () => number;
  readonly workerIds: () => readonly string[];
}

export class World {
  readonly #options: WorldOptions;
  readonly jobs = new Set<string>();
  readonly #faults: readonly RedisFault[];
  readonly befallen: RedisFault[] = [];
  readonly #exhausted = new AbortController();
  #postedMs = -Infinity;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#faults = planFaults(options.redisFaults, options.random);
  }

  /** Until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { random, workers, progress } = this.#options;
    while (!signal.aborted) {
      const next = this.#faults[this.befallen.length];
      const isDue = progress() >= (this.befallen.length + 1) / (this.#faults.length + 1);
      if (next === undefined) this.#exhausted.abort();
      else if (isDue) await this.#befall(next);
      if (this.#outstanding() < workers * 2 || performance.now() - this.#postedMs > LONGEST_MS)
        await this.#post(1 + random.below(MOST_JOBS));
      await this.#sabotage();
      await delay(random.next() * PAUSE_MS);
    }
  }

  /** Aborted once Redis has had all its faults. */
  get exhausted(): AbortSignal {
    return this.#exhausted.signal;
  }

  /** Jobs without a result. */
  missing(): string[] {
    return [...this.jobs].filter(
      (jobId) => this.#options.frail.fleet.orchestrator.results(jobId).length === 0,
    );
  }

  #outstanding(): number {
    return this.missing().length;
  }

  async #post(count: number): Promise<void> {
    const { random, workerIds } = this.#options;
    const { fleet } = this.#options.frail;
    this.#postedMs = performance.now();
    const known = workerIds();
    const jobs = Array.from({ length: count }, () => {
      const workerId = random.next() < PRIVATE ? known[random.below(known.length)] : undefined;
      return { computeUnit: UNIT, runs: 1, ...(workerId !== undefined && { workerId }) };
    });
    const { jobIds } = await fleet.orchestrator.postCampaign({ modelUrl: 'http://127.0.0.1/m.onnx', jobs });
    for (const jobId of jobIds) this.jobs.add(jobId);
  }

  async #befall(fault: RedisFault): Promise<void> {
    const { frail, random } = this.#options;
    await befall(fault, frail, random, () => delay(random.next() * LONGEST_FAULT_MS));
    this.befallen.push(fault);
  }

  async #sabotage(): Promise<void> {
    const { sabotage, workerIds } = this.#options;
    const { fleet } = this.#options.frail;
    const shared = capabilityQueue(UNIT);
    const queues = [shared, ...workerIds().map(workerQueue)];
    if (sabotage === 'forget') await fleet.client.del(queues.map((queue) => queueKeys(queue).done));
    if (sabotage === 'pop') await fleet.client.rpop(shared);
  }
}

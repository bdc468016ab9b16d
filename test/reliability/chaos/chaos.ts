/** Workers are killed and stopped, and Redis has every fault we know, while jobs come; then every job must have one result and nothing be left. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Fleet } from '../fleet/fleet.ts';
import { STAGES, type FleetLine, type Stage } from '../fleet/stages.ts';
import { planAttacks } from './plan.ts';
import { openFrailFleet, REDIS_FAULTS, type FrailFleet, type RedisFault } from './redis-faults.ts';
import { seeded } from '../../support/random.ts';
import { TormentedWorker } from './tormented-worker.ts';
import type { Verdict } from './verdict.ts';
import { World, type Sabotage } from './world.ts';

export interface ChaosOptions {
  readonly kills: number;
  readonly zombies: number;
  readonly workers: number;
  /** Where all attacks fall; null: anywhere. */
  readonly stage: Stage | null;
  readonly redisFaults: number;
  readonly seed: number;
  readonly leaseMs: number;
  /** No attack begins later than this, however many are planned. */
  readonly attackMs: number;
  readonly timeoutMs: number;
  readonly sabotage: Sabotage;
  /** Gets a line now and then. */
  readonly progress: (line: string) => void;
}

const LOOK_MS = 200;
const PROGRESS_MS = 10_000;
const EXIT_MS = 20_000;
const WARNING = 40;

export async function runChaos(options: ChaosOptions): Promise<Verdict> {
  const settings = { leaseMs: options.leaseMs, downloadMs: 10, runMs: 20, real: null };
  const frail = await openFrailFleet(() => settings);
  try {
    return await new Chaos(frail, options).run();
  } finally {
    await frail.close();
  }
}

class Chaos {
  readonly #frail: FrailFleet;
  readonly #fleet: Fleet;
  readonly #options: ChaosOptions;
  readonly #startMs = performance.now();
  readonly #hits = { kill: countStages(), zombie: countStages() };
  readonly #attempted = new Set<string>();
  readonly #retried = new Set<string>();
  readonly #problems: string[] = [];

  constructor(frail: FrailFleet, options: ChaosOptions) {
    this.#frail = frail;
    this.#fleet = frail.fleet;
    this.#options = options;
  }

  async run(): Promise<Verdict> {
    const { workers, leaseMs, timeoutMs } = this.#options;
    const names = Array.from({ length: workers }, (_, index) => `worker-${index}`);
    const hooks = {
      onLine: (line: FleetLine) => {
        this.#note(line);
      },
      onAttack: ({ kind }: { kind: 'kill' | 'zombie' }, stage: Stage) => {
        this.#hits[kind][stage] += 1;
      },
    };
    const tormented = names.map((name) => new TormentedWorker(this.#fleet, name, leaseMs, hooks));
    const timeout = AbortSignal.timeout(timeoutMs);
    const world = await this.#torment(tormented, timeout);
    await this.#settle(world, names, timeout);
    for (const outcome of await Promise.all(tormented.map((worker) => worker.end(EXIT_MS)))) {
      if (outcome !== 0) this.#problems.push(`a worker ended with ${String(outcome)} after SIGTERM`);
    }
    await this.#fleet.orchestrator.flush();
    return this.#judge(world, await this.#leftOver(names));
  }

  /** @returns when everything planned is done, or the time is up */
  async #torment(tormented: readonly TormentedWorker[], timeout: AbortSignal): Promise<World> {
    const { seed, attackMs, progress } = this.#options;
    const enough = AbortSignal.any([timeout, AbortSignal.timeout(attackMs)]);
    const random = seeded(seed);
    const plan = planAttacks(this.#options, random);
    const done = (): number => total(this.#hits.kill) + total(this.#hits.zombie);
    const world = new World({
      ...this.#options,
      frail: this.#frail,
      random,
      progress: () => (plan.length === 0 ? 1 : done() / plan.length),
      workerIds: () => tormented.flatMap(({ workerId }) => workerId ?? []),
    });
    const over = new AbortController();
    const telling = setInterval(() => {
      progress(`${done()} of ${plan.length} attacks, ${world.jobs.size} jobs`);
    }, PROGRESS_MS);
    const running = world.run(AbortSignal.any([over.signal, timeout]));
    const attacks = plan.values();
    try {
      const suffering = tormented.map((worker) => worker.suffer(attacks, enough));
      await Promise.race([
        Promise.all([...suffering, aborted(AbortSignal.any([world.exhausted, enough]))]),
        running,
      ]);
    } finally {
      clearInterval(telling);
      over.abort();
    }
    await running;
    return world;
  }

  /** Until every job has a result and nothing is on its way, or nothing is on its way and so nothing more can come. */
  async #settle(world: World, names: readonly string[], timeout: AbortSignal): Promise<void> {
    while (!timeout.aborted) {
      await this.#fleet.orchestrator.flush();
      if ((await this.#leftOver(names)).length === 0) {
        await this.#fleet.orchestrator.flush();
        return;
      }
      await delay(LOOK_MS);
    }
    this.#problems.push(`not done within ${this.#options.timeoutMs / 1000} s`);
    this.#options.progress(`without a result: ${world.missing().join(', ')}`);
  }

  async #leftOver(names: readonly string[]): Promise<string[]> {
    const keys = await this.#fleet.keysWithJobs();
    const outboxes = await Promise.all(
      names.map(async (name) => ({ name, results: await this.#fleet.outboxOf(name) })),
    );
    const full = outboxes.filter(({ results }) => results > 0);
    return [...keys, ...full.map(({ name, results }) => `${results} results in the outbox of ${name}`)];
  }

  #judge(world: World, leftOver: string[]): Verdict {
    const { seed, workers } = this.#options;
    const { state } = this.#fleet.orchestrator;
    const unreadable = state.ledger.unreadable.length;
    return {
      ...{ seed, workers, seconds: (performance.now() - this.#startMs) / 1000, jobs: world.jobs.size },
      lost: world.missing().length,
      duplicates: this.#fleet.orchestrator.duplicates().length,
      retried: this.#retried.size,
      givenUp: state.ledger.all.filter(({ status }) => status === 'Failed').length,
      ...{
        kills: total(this.#hits.kill),
        zombies: total(this.#hits.zombie),
        redisFaults: countFaults(world.befallen),
      },
      ...{ killsByStage: this.#hits.kill, zombiesByStage: this.#hits.zombie, leftOver },
      problems:
        unreadable === 0 ? this.#problems : [...this.#problems, `${unreadable} results are unreadable`],
    };
  }

  #note({ msg, level, jobId, attempt }: FleetLine): void {
    if (level > WARNING) this.#problems.push(`a worker says: ${msg}`);
    if (msg !== 'job claimed' || jobId === undefined) return;
    if (attempt !== 1 || this.#attempted.has(jobId)) this.#retried.add(jobId);
    this.#attempted.add(jobId);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

function countFaults(befallen: readonly RedisFault[]): Record<RedisFault, number> {
  const counts = REDIS_FAULTS.map((fault) => [fault, befallen.filter((one) => one === fault).length]);
  return Object.fromEntries(counts) as Record<RedisFault, number>;
}

function countStages(): Record<Stage, number> {
  return Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<Stage, number>;
}

function total(counts: Readonly<Record<Stage, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

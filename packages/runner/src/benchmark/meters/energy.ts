/** What the processor takes of energy in the phase, by whatever counter of it may be read here. */
import { setTimeout } from 'node:timers/promises';
import type { CountedEnergy } from './energy/counted-energy.ts';
import type { EnergyCounter, FoundCounter } from './energy/energy-counter.ts';
import { openRapl } from './energy/rapl.ts';
import { openRusage } from './energy/rusage.ts';
import type { Meter, Metered } from './meter.ts';

export interface EnergyReading {
  /** From the phase's begin to its end, warm-up included. */
  readonly counted: CountedEnergy | null;
  /** Power right before the first phase, while the process waited. */
  readonly idleW: number | null;
  /** Why nothing was counted. */
  readonly reason: string | null;
}

/** A package's counter moves every millisecond. */
const IDLE_MS = 200;
/** A counter of 2^36 µJ, a small one, is passed in two minutes at 500 W. */
const LOOK_MS = 30_000;

export async function openEnergy(
  { tree, isMeasured }: Pick<Metered, 'tree' | 'isMeasured'>,
  open: () => Promise<FoundCounter> = openHere,
): Promise<Meter<EnergyReading>> {
  if (!isMeasured) return telling('only measured runs are metered');
  const found = await open();
  return 'reason' in found ? telling(found.reason) : new EnergyMeter(tree, found.counter);
}

function openHere(): Promise<FoundCounter> {
  if (process.platform === 'linux') return openRapl();
  if (process.platform === 'darwin') return openRusage();
  return Promise.resolve({ reason: `${process.platform} has no counter of energy that programs can read` });
}

function telling(reason: string): Meter<EnergyReading> {
  return {
    begin: () => Promise.resolve(),
    end: () => Promise.resolve({ counted: null, idleW: null, reason }),
  };
}

class EnergyMeter implements Meter<EnergyReading> {
  readonly #tree: Metered['tree'];
  readonly #counter: EnergyCounter;
  #idleW: number | null = null;
  #hasBegun = false;
  #startMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(tree: Metered['tree'], counter: EnergyCounter) {
    this.#tree = tree;
    this.#counter = counter;
  }

  async begin(): Promise<void> {
    if (!this.#hasBegun && this.#counter.countsIdleness) this.#idleW = await this.#measureIdleness();
    this.#hasBegun = true;
    const pids = await this.#tree.list();
    this.#startMs = performance.now();
    this.#counter.begin(pids);
    this.#timer = setInterval(() => this.#counter.look?.(), LOOK_MS);
  }

  async end(): Promise<EnergyReading> {
    clearInterval(this.#timer);
    const pids = await this.#tree.list();
    const elapsedMs = performance.now() - this.#startMs;
    const joules = this.#counter.end(pids);
    if (joules === null) return { counted: null, idleW: null, reason: 'its counter can be read no more' };
    return {
      counted: { source: this.#counter.source, joules, elapsedMs },
      idleW: this.#idleW,
      reason: null,
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #measureIdleness(): Promise<number | null> {
    const startMs = performance.now();
    this.#counter.begin([]);
    await setTimeout(IDLE_MS);
    const joules = this.#counter.end([]);
    return joules === null ? null : (joules * 1000) / (performance.now() - startMs);
  }
}

/** What a series of looks at a board shows of a phase. Pure but for the looks themselves. */
import { SHORTEST_FOR_ENERGY_MS, type CountedEnergy } from '../energy/counted-energy.ts';
import type { Board, BoardIdentity } from './board.ts';

export interface BoardReading {
  readonly board: BoardIdentity;
  readonly elapsedMs: number;
  /** Mean of the looks; null where nobody knows, and for a phase too short to say it of. */
  readonly utilizationPercent: number | null;
  readonly memory: BoardMemory | null;
  /** By the board's own counter of energy where the phase was long enough for it, else the mean of the looks. */
  readonly powerW: number | null;
  /** What the board took from the phase's begin to its end, warm-up included; null where it has no counter. */
  readonly energy: CountedEnergy | null;
  /** As the phase began. */
  readonly startPowerW: number | null;
  readonly clockMhz: number | null;
  /** The highest. */
  readonly temperatureC: number | null;
  /** Every reason that was seen. */
  readonly throttled: string[] | null;
}

export interface BoardMemory {
  readonly startBytes: number;
  readonly peakBytes: number;
  /** Of the measured processes; of the whole board, above what it had before, where the driver does not tell them apart. */
  readonly of: 'process' | 'board';
}

/** Utilisation is the share of the last sixth of a second to a second: less than this says nothing. */
export const SHORTEST_FOR_UTILIZATION_MS = 1000;

export interface Look {
  readonly utilizationPercent: number | null;
  readonly processBytes: number | null;
  readonly usedBytes: number | null;
  readonly powerW: number | null;
  readonly clockMhz: number | null;
  readonly temperatureC: number | null;
  readonly throttled: readonly string[] | null;
}

export class BoardWatch {
  readonly #board: Board;
  #looks: Look[] = [];
  #startEnergyMj: bigint | null = null;
  #startMs = 0;

  constructor(board: Board) {
    this.#board = board;
  }

  get identity(): BoardIdentity {
    return this.#board.identity;
  }

  /** The last look; null before the first. */
  get last(): Look | null {
    return this.#looks.at(-1) ?? null;
  }

  /** By how much the whole board's memory has grown since the phase began. */
  get grownBytes(): number | null {
    const used = known(this.#looks, 'usedBytes');
    return used.length === 0 ? null : (used.at(-1) ?? 0) - (used[0] ?? 0);
  }

  begin(pids: readonly number[], nowMs: number): void {
    this.#looks = [];
    this.#board.begin?.();
    this.look(pids);
    this.#startEnergyMj = this.#board.energyMj();
    this.#startMs = nowMs;
  }

  look(pids: readonly number[]): void {
    this.#looks.push({
      utilizationPercent: this.#board.utilizationPercent(),
      processBytes: this.#board.bytesOf(pids),
      usedBytes: this.#board.usedBytes(),
      powerW: this.#board.powerW(),
      clockMhz: this.#board.clockMhz(),
      temperatureC: this.#board.temperatureC(),
      throttled: this.#board.throttled(),
    });
  }

  end(pids: readonly number[], nowMs: number): BoardReading {
    const elapsedMs = nowMs - this.#startMs;
    const energy = this.#countedEnergy(elapsedMs);
    // In joules a second: a short phase is a few steps of the counter.
    const countedW =
      energy === null || elapsedMs < SHORTEST_FOR_ENERGY_MS ? null : (energy.joules * 1000) / elapsedMs;
    this.look(pids);
    // What was seen as the phase began is of the time before it.
    const during = this.#looks.slice(1);
    return {
      board: this.#board.identity,
      elapsedMs,
      utilizationPercent:
        elapsedMs < SHORTEST_FOR_UTILIZATION_MS ? null : mean(known(during, 'utilizationPercent')),
      memory: this.#memory(),
      powerW: countedW ?? mean(known(during, 'powerW')),
      energy,
      startPowerW: this.#looks[0]?.powerW ?? null,
      clockMhz: mean(known(during, 'clockMhz')),
      temperatureC: highest(known(during, 'temperatureC')),
      throttled: reasons(during),
    };
  }

  #countedEnergy(elapsedMs: number): CountedEnergy | null {
    const energyMj = this.#board.energyMj();
    const source = this.#board.energySource;
    if (source === null || energyMj === null || this.#startEnergyMj === null) return null;
    return { source, joules: Number(energyMj - this.#startEnergyMj) / 1000, elapsedMs };
  }

  /** In a container of its own the driver's process ids are not ours: then our processes seem to use nothing. */
  #memory(): BoardMemory | null {
    return memoryBy('process', this.#looks, 'processBytes') ?? memoryBy('board', this.#looks, 'usedBytes');
  }
}

function memoryBy(
  of: BoardMemory['of'],
  looks: readonly Look[],
  field: 'processBytes' | 'usedBytes',
): BoardMemory | null {
  const bytes = known(looks, field);
  const peakBytes = highest(bytes);
  if (peakBytes === null || (of === 'process' && peakBytes === 0)) return null;
  return { of, startBytes: bytes[0] ?? 0, peakBytes };
}

function known(looks: readonly Look[], field: Exclude<keyof Look, 'throttled'>): number[] {
  return looks.flatMap((look) => look[field] ?? []);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function highest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}

function reasons(looks: readonly Look[]): string[] | null {
  const told = looks.flatMap(({ throttled }) => (throttled === null ? [] : [throttled]));
  return told.length === 0 ? null : [...new Set(told.flat())];
}

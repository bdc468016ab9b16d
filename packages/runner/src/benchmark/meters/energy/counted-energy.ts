/** What a counter of energy counted from a phase's begin to its end, warm-up included. */
import type { Energy } from '@dumont/protocol';

export interface CountedEnergy {
  readonly source: NonNullable<Energy['source']>;
  readonly joules: number;
  readonly elapsedMs: number;
}

/** The counters of boards move every 20 to 100 ms, by joules at a time: less than this says little. */
export const SHORTEST_FOR_ENERGY_MS = 2000;

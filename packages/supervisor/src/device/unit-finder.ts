/** Finds the compute units that run here: at the start, and again while there is none. */
import type { ComputeUnit, ProbedUnit } from '@dumont/protocol';
import type { Logger } from 'pino';
import type { Clock } from '../time/clock.ts';
import { availableUnits } from './units.ts';

export interface UnitFinderOptions {
  /** @throws the signal's reason where it was aborted */
  readonly probe: (signal: AbortSignal) => Promise<readonly ProbedUnit[]>;
  readonly clock: Clock;
  readonly log: Logger;
}

const AGAIN_MS = 30_000;

export class UnitFinder {
  readonly #options: UnitFinderOptions;

  constructor(options: UnitFinderOptions) {
    this.#options = options;
  }

  /** @returns none where none runs, or the signal was aborted */
  async find(signal: AbortSignal): Promise<readonly ComputeUnit[]> {
    const probes = await this.#options.probe(signal).catch((error: unknown) => {
      if (signal.aborted) return [];
      throw error;
    });
    const units = availableUnits(probes);
    if (units.length > 0 || signal.aborted) return units;
    const reasons = probes.flatMap(({ unit, reason }) => (reason === null ? [] : [`${unit}: ${reason}`]));
    this.#options.log.error({ reasons }, 'this machine can run no compute unit: looking again in 30 s');
    return units;
  }

  /** Looks again and again. @returns the units that were found at last, or none where the signal was aborted */
  async untilFound(signal: AbortSignal): Promise<readonly ComputeUnit[]> {
    for (;;) {
      await this.#options.clock.sleep(AGAIN_MS, signal);
      const units = await this.find(signal);
      if (units.length > 0 || signal.aborted) return units;
    }
  }
}

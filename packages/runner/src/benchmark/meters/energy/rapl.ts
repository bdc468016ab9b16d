/** Linux's counters of the processor's packages (RAPL): all that a package takes, whoever uses it. Since 5.10 root alone may read them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isUnreadable, listPaths, readNumber } from '../../../host/system-files.ts';
import type { EnergyCounter, FoundCounter } from './energy-counter.ts';

const POWERCAP = '/sys/class/powercap';
/** Of a whole package; its parts are `intel-rapl:0:0` and so on. AMD's processors have the same names. */
const PACKAGE = /^intel-rapl:\d+$/;
const UJ_PER_J = 1e6;

/** @param folder another one in tests */
export async function openRapl(folder: string = POWERCAP): Promise<FoundCounter> {
  const found = await listPaths(folder, PACKAGE);
  // `psys` is the whole machine, the packages included.
  const packages = found.filter((zone) => readZone(zone, 'name')?.startsWith('package') === true);
  const [first] = packages;
  if (first === undefined) {
    return {
      reason: "Linux shows no counter of the processor's energy here: virtual machines have none as a rule",
    };
  }
  const zones: Zone[] = [];
  for (const zone of packages) {
    const rangeUj = await readNumber(path.join(zone, 'max_energy_range_uj'));
    if (rangeUj === null || readUj(zone) === null) {
      return {
        reason: `${path.join(zone, 'energy_uj')} may not be read: root alone may, unless it is allowed`,
      };
    }
    zones.push({ zone, rangeUj, lastUj: 0, sumUj: 0 });
  }
  return { counter: new RaplCounter(zones) };
}

interface Zone {
  readonly zone: string;
  /** Beyond it the counter begins again from 0. */
  readonly rangeUj: number;
  lastUj: number;
  sumUj: number;
}

class RaplCounter implements EnergyCounter {
  readonly source = 'rapl';
  readonly countsIdleness = true;
  readonly #zones: readonly Zone[];
  #isReadable = true;

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  begin(): void {
    this.look();
    for (const zone of this.#zones) zone.sumUj = 0;
  }

  look(): void {
    for (const zone of this.#zones) {
      const uj = readUj(zone.zone);
      if (uj === null) {
        this.#isReadable = false;
        return;
      }
      const differenceUj = uj - zone.lastUj;
      zone.sumUj += differenceUj < 0 ? differenceUj + zone.rangeUj : differenceUj;
      zone.lastUj = uj;
    }
  }

  end(): number | null {
    this.look();
    if (!this.#isReadable) return null;
    return this.#zones.reduce((sum, { sumUj }) => sum + sumUj, 0) / UJ_PER_J;
  }
}

/** Below 2^53: a package counts to some 2^38. */
function readUj(zone: string): number | null {
  const text = readZone(zone, 'energy_uj');
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** Synchronous: such a file never blocks, and takes some microseconds. */
function readZone(zone: string, file: string): string | null {
  try {
    return readFileSync(path.join(zone, file), 'latin1').trim();
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

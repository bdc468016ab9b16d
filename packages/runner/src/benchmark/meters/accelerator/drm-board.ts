/** A board of AMD or Intel, by what its driver says in `/sys` and `/proc`: no library, no root. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isUnreadable } from '../../../host/system-files.ts';
import { pciPlace, type Board, type BoardIdentity } from './board.ts';
import { parseFdinfo } from './drm-fdinfo.ts';

/** Makers' numbers on the bus. */
const MAKERS: Readonly<Record<string, string>> = { '0x1002': 'AMD', '0x8086': 'Intel' };

/** Where the files are; another folder in tests. */
export interface Roots {
  readonly sys: string;
  readonly proc: string;
}

export class DrmBoard implements Board {
  readonly energySource = 'hwmon';
  readonly identity: BoardIdentity;
  /** Of PCI. */
  readonly vendorId: number;
  readonly #device: string;
  readonly #proc: string;

  /** Those of the makers that are known here, in the order of their numbers. */
  static list(roots: Roots = { sys: '/sys', proc: '/proc' }): DrmBoard[] {
    const cards = path.join(roots.sys, 'class', 'drm');
    return namesIn(cards)
      .filter((name) => /^card\d+$/.test(name))
      .toSorted((a, b) => Number(a.slice(4)) - Number(b.slice(4)))
      .flatMap((card) => DrmBoard.#open(path.join(cards, card, 'device'), roots.proc) ?? []);
  }

  static #open(device: string, proc: string): DrmBoard | null {
    const vendor = read(device, 'vendor') ?? '';
    const maker = MAKERS[vendor];
    const uevent = read(device, 'uevent') ?? '';
    const place = /^PCI_SLOT_NAME=(\S+)$/m.exec(uevent)?.[1];
    if (maker === undefined || place === undefined) return null;
    const driver = /^DRIVER=(\S+)$/m.exec(uevent)?.[1] ?? null;
    const name = read(device, 'product_name') ?? `${maker} ${read(device, 'device') ?? 'GPU'}`;
    const identity = { name, uuid: place, driver, pciPlace: pciPlace(place) };
    return new DrmBoard(identity, Number(vendor), device, proc);
  }

  private constructor(identity: BoardIdentity, vendorId: number, device: string, proc: string) {
    this.identity = identity;
    this.vendorId = vendorId;
    this.#device = device;
    this.#proc = proc;
  }

  utilizationPercent(): number | null {
    return this.#number('gpu_busy_percent');
  }

  usedBytes(): number | null {
    return this.#number('mem_info_vram_used');
  }

  bytesOf(pids: readonly number[]): number | null {
    const clients = new Map<string, number>();
    let isReadable = false;
    for (const pid of pids) {
      const folder = path.join(this.#proc, String(pid), 'fdinfo');
      for (const descriptor of namesIn(folder)) {
        isReadable = true;
        const client = parseFdinfo(read(folder, descriptor) ?? '');
        if (client?.device === this.identity.uuid) clients.set(client.client, client.residentBytes);
      }
    }
    return isReadable ? [...clients.values()].reduce((sum, bytes) => sum + bytes, 0) : null;
  }

  powerW(): number | null {
    const microwatts = this.#sensor('power1_average') ?? this.#sensor('power1_input');
    return microwatts === null ? null : microwatts / 1e6;
  }

  /** Microjoules where the driver counts them: Intel's cards do. */
  energyMj(): bigint | null {
    const microjoules = this.#sensor('energy1_input');
    return microjoules === null ? null : BigInt(Math.round(microjoules / 1000));
  }

  clockMhz(): number | null {
    const hertz = this.#sensor('freq1_input');
    return hertz === null ? null : hertz / 1e6;
  }

  temperatureC(): number | null {
    const thousandths = this.#sensor('temp1_input');
    return thousandths === null ? null : thousandths / 1000;
  }

  /** Neither driver says it in one place. */
  throttled(): null {
    return null;
  }

  #number(file: string): number | null {
    return toNumber(read(this.#device, file));
  }

  #sensor(file: string): number | null {
    const sensors = path.join(this.#device, 'hwmon');
    for (const name of namesIn(sensors)) {
      const value = toNumber(read(path.join(sensors, name), file));
      if (value !== null) return value;
    }
    return null;
  }
}

function toNumber(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** Synchronous: these files never block, and take some microseconds. */
function read(folder: string, file: string): string | null {
  return unlessUnreadable(() => readFileSync(path.join(folder, file), 'latin1').trim());
}

function namesIn(folder: string): string[] {
  return unlessUnreadable(() => readdirSync(folder)) ?? [];
}

function unlessUnreadable<Value>(reading: () => Value): Value | null {
  try {
    return reading();
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

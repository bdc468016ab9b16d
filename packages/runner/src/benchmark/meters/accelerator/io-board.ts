/** A GPU of a Mac, by what its driver says in the registry of devices. It has no memory of its own: what it uses is the machine's. */
import { z } from 'zod';
import type { PlistValue } from '../../../host/plist.ts';
import type { Board, BoardIdentity } from './board.ts';
import type { IoRegistry, RegistryEntry } from './io-registry.ts';

/** What all drivers of GPUs are made of. */
const CLASS = 'IOAccelerator';
/** What the driver's client of a process says of it: `pid 812, node`. */
const CREATOR = /^pid (\d{1,10}), /;
const NS_PER_MS = 1e6;
const MOST_BOARDS = 16;

const statisticsSchema = z.object({
  'Device Utilization %': z.number().min(0).max(100).nullable().catch(null),
  'In use system memory': z.int().nonnegative().nullable().catch(null),
});
const usagesSchema = z.array(
  z.object({
    accumulatedGPUTime: z
      .number()
      .nonnegative()
      .max(2 ** 63),
  }),
);

export class IoBoard implements Board {
  readonly energySource = null;
  readonly identity: BoardIdentity;
  readonly #registry: IoRegistry;
  readonly #entry: RegistryEntry;

  /** To be closed each. */
  static list(registry: IoRegistry): IoBoard[] {
    const entries = registry.ofClass(CLASS);
    for (const surplus of entries.slice(MOST_BOARDS)) registry.release(surplus);
    return entries.slice(0, MOST_BOARDS).map((entry) => new IoBoard(registry, entry));
  }

  private constructor(registry: IoRegistry, entry: RegistryEntry) {
    this.#registry = registry;
    this.#entry = entry;
    const model = z.string().min(1).max(200).safeParse(registry.property(entry, 'model'));
    const id = registry.idOf(entry);
    this.identity = {
      name: model.success ? model.data : 'GPU',
      uuid: `io-${(id ?? BigInt(entry)).toString(16)}`,
      driver: null,
      pciPlace: null,
    };
  }

  utilizationPercent(): number | null {
    return this.#statistics()?.['Device Utilization %'] ?? null;
  }

  usedBytes(): number | null {
    return this.#statistics()?.['In use system memory'] ?? null;
  }

  /** It is told of no process. */
  bytesOf(): null {
    return null;
  }

  powerW(): null {
    return null;
  }

  energyMj(): null {
    return null;
  }

  clockMhz(): null {
    return null;
  }

  temperatureC(): null {
    return null;
  }

  throttled(): null {
    return null;
  }

  /**
   * Time that it has spent on these processes since each began to use it, in milliseconds. Takes milliseconds: never while something is timed.
   * @returns null where the driver does not tell it of anybody
   */
  gpuMsOf(pids: readonly number[]): number | null {
    const clients = this.#registry.mapChildren(this.#entry, (child) => ({
      pid: pidOf(this.#registry.property(child, 'IOUserClientCreator')),
      usages: this.#registry.property(child, 'AppUsage'),
    }));
    const told = clients.flatMap(({ pid, usages }) => {
      const parsed = usagesSchema.safeParse(plain(usages));
      return pid === null || !parsed.success ? [] : [{ pid, ns: sum(parsed.data) }];
    });
    const isOwn = ({ pid }: { pid: number | null }): boolean => pid !== null && pids.includes(pid);
    const own = told.filter(isOwn);
    // Of a client that is there and tells no time, nobody knows that it had none.
    if (told.length === 0 || (own.length === 0 && clients.some(isOwn))) return null;
    return own.reduce((ms, { ns }) => ms + ns / NS_PER_MS, 0);
  }

  close(): void {
    this.#registry.release(this.#entry);
  }

  #statistics(): z.infer<typeof statisticsSchema> | null {
    const parsed = statisticsSchema.safeParse(
      plain(this.#registry.property(this.#entry, 'PerformanceStatistics')),
    );
    return parsed.success ? parsed.data : null;
  }
}

function pidOf(creator: PlistValue | null): number | null {
  const pid = typeof creator === 'string' ? CREATOR.exec(creator)?.[1] : undefined;
  return pid === undefined ? null : Number(pid);
}

function sum(usages: z.infer<typeof usagesSchema>): number {
  return usages.reduce((ns, { accumulatedGPUTime }) => ns + accumulatedGPUTime, 0);
}

/** As schemas take it. */
function plain(value: PlistValue | null): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, inner]: [string, PlistValue]) => [key, plain(inner)]));
  }
  return Array.isArray(value) ? value.map((inner: PlistValue) => plain(inner)) : value;
}

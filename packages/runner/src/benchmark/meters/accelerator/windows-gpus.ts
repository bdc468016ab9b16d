/** What Windows counts of each GPU and process, from the names and values of its counters. Pure. */
import type { CounterItem } from './pdh-items.ts';

/** In the order in which `summarizeGpus` takes them. */
export const GPU_COUNTERS = [
  String.raw`\GPU Engine(*)\Utilization Percentage`,
  String.raw`\GPU Adapter Memory(*)\Dedicated Usage`,
  String.raw`\GPU Adapter Memory(*)\Shared Usage`,
  String.raw`\GPU Process Memory(*)\Dedicated Usage`,
  String.raw`\GPU Process Memory(*)\Shared Usage`,
] as const;

/** `pid_812_luid_0x00000000_0x0000C85E_phys_0_eng_3_engtype_3D`, each part of it where it belongs. */
const INSTANCE =
  /^(?:pid_(\d{1,10})_)?(luid_0x[\da-f]{8}_0x[\da-f]{8}_phys_\d{1,3})(?:_eng_(\d{1,4})_engtype_.*)?$/i;

/** Bytes. */
interface Memory {
  dedicated: number;
  shared: number;
}

export interface WindowsGpu {
  /** Of the engine that is busiest, all processes together. Null where nobody uses one. */
  readonly utilizationPercent: number | null;
  readonly memory: Readonly<Memory>;
  /** By process id. */
  readonly processes: ReadonlyMap<number, Readonly<Memory>>;
}

interface Gathered {
  readonly engines: Map<string, number>;
  readonly memory: Memory;
  readonly processes: Map<number, Memory>;
}

/** @param counters those of `GPU_COUNTERS`; null for one that is not there @returns by the adapter's name */
export function summarizeGpus(counters: readonly (readonly CounterItem[] | null)[]): Map<string, WindowsGpu> {
  const gpus = new Map<string, Gathered>();
  const [engines, ...memories] = counters;
  for (const { gpu, engine, value } of named(engines, gpus)) {
    if (engine !== null) gpu.engines.set(engine, (gpu.engines.get(engine) ?? 0) + value);
  }
  for (const [index, items] of memories.entries()) {
    const kind = index % 2 === 0 ? 'dedicated' : 'shared';
    for (const { gpu, pid, value } of named(items, gpus)) memoryOf(gpu, pid)[kind] += value;
  }
  return new Map(
    [...gpus].map(([name, { engines: busy, memory, processes }]) => [
      name,
      { utilizationPercent: busiest(busy), memory, processes },
    ]),
  );
}

/** A card's own memory; of a GPU that has none, the machine's. */
export function usedBytes({ dedicated, shared }: Readonly<Memory>): number {
  return dedicated > 0 ? dedicated : shared;
}

function named(items: readonly CounterItem[] | null | undefined, gpus: Map<string, Gathered>) {
  return (items ?? []).flatMap(({ instance, value }) => {
    const [, pid, adapter, engine = null] = INSTANCE.exec(instance) ?? [];
    if (adapter === undefined || value < 0) return [];
    const name = adapter.toLowerCase();
    const gpu = gpus.get(name) ?? emptyGpu();
    gpus.set(name, gpu);
    return [{ gpu, pid: pid === undefined ? null : Number(pid), engine, value }];
  });
}

function emptyGpu(): Gathered {
  return { engines: new Map(), memory: { dedicated: 0, shared: 0 }, processes: new Map() };
}

function memoryOf({ memory, processes }: Gathered, pid: number | null): Memory {
  if (pid === null) return memory;
  const known = processes.get(pid) ?? { dedicated: 0, shared: 0 };
  processes.set(pid, known);
  return known;
}

function busiest(engines: ReadonlyMap<string, number>): number | null {
  return engines.size === 0 ? null : Math.min(100, Math.max(...engines.values()));
}

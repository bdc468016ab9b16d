/** What watching a process costs: CPU time of the watching process with the meter open, less that without it. */
import { execa } from 'execa';
import { openMemory } from '../../../packages/runner/src/benchmark/meters/memory.ts';
import { WatchedTree } from '../../../packages/runner/src/benchmark/meters/watched-tree.ts';
import { setTimeout } from 'node:timers/promises';

const WATCH_MS = 10_000;

export interface SamplerCost {
  readonly intervalMs: number;
  readonly watchedMs: number;
  readonly corePercent: number;
}

export async function measureSamplerCost(): Promise<SamplerCost> {
  const child = execa(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { reject: false });
  if (child.pid === undefined) throw new Error('could not start the process to watch');
  try {
    return await watch(child.pid);
  } finally {
    child.kill();
    await child;
  }
}

async function watch(pid: number): Promise<SamplerCost> {
  const idleMs = await cpuTimeOver(WATCH_MS);
  const meter = await openMemory({
    tree: new WatchedTree(pid, { wrappers: 0, onTooManyProcesses: () => undefined }),
    usesAccelerator: false,
    memoryLimitBytes: 2 ** 40,
    onLimitExceeded: () => undefined,
  });
  await meter.begin();
  const watchingMs = await cpuTimeOver(WATCH_MS);
  const { intervalMs } = await meter.end();
  meter.close();
  return {
    intervalMs,
    watchedMs: WATCH_MS,
    corePercent: (Math.max(0, watchingMs - idleMs) / WATCH_MS) * 100,
  };
}

async function cpuTimeOver(ms: number): Promise<number> {
  const before = process.cpuUsage();
  await setTimeout(ms);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

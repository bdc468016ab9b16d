/** CPU time that the watching process spends with a meter open, less that without it. */
import { execa } from 'execa';
import { setTimeout } from 'node:timers/promises';
import type {
  Meter,
  Metered,
  OpenMeter,
  PhaseTold,
} from '../../../packages/runner/src/benchmark/meters/meter.ts';
import { WatchedTree } from '../../../packages/runner/src/benchmark/meters/watched-tree.ts';

const WATCH_MS = 10_000;

/** Of a phase without runs. */
const TOLD: PhaseTold = {
  type: 'phase-done',
  phase: 'measure',
  ...{ runs: 0, wallMs: WATCH_MS, cpuMs: 0, gc: { count: 0, ms: 0 }, involuntaryContextSwitches: 0 },
};

export interface WatchCost {
  readonly watchedMs: number;
  readonly corePercent: number;
}

/** The process that is watched sleeps. */
export async function costOfWatching<Reading>(open: OpenMeter<Reading>): Promise<WatchCost> {
  const child = execa(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { reject: false });
  if (child.pid === undefined) throw new Error('could not start the process to watch');
  try {
    const idleMs = await cpuTimeOver(WATCH_MS);
    const meter = await open(meteredOf(child.pid));
    const watchingMs = await watchedBy(meter);
    return { watchedMs: WATCH_MS, corePercent: (Math.max(0, watchingMs - idleMs) / WATCH_MS) * 100 };
  } finally {
    child.kill();
    await child;
  }
}

async function watchedBy(meter: Meter<unknown>): Promise<number> {
  try {
    await meter.begin();
    const ms = await cpuTimeOver(WATCH_MS);
    await meter.end(TOLD);
    return ms;
  } finally {
    meter.close?.();
  }
}

function meteredOf(pid: number): Metered {
  return {
    tree: new WatchedTree(pid, { wrappers: 0, onTooManyProcesses: () => undefined }),
    usesAccelerator: true,
    isMeasured: true,
    provider: () => null,
    onUsage: () => undefined,
    memoryLimitBytes: 2 ** 40,
    onLimitExceeded: () => undefined,
  };
}

async function cpuTimeOver(ms: number): Promise<number> {
  const before = process.cpuUsage();
  await setTimeout(ms);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The kernels that tell exact peaks. */
import { GroupMemory } from '../../../host/group-memory.ts';
import { LinuxProcess } from '../../../host/linux-process.ts';
import { MacosProcess } from '../../../host/macos-process.ts';
import { MacosUsages } from '../../../host/macos-usage.ts';
import type { Kernel } from './kernel-meter.ts';

const LINUX: Kernel = {
  counts: 'resident',
  treeIntervalMs: 500,
  openProcess: (pid) => LinuxProcess.open(pid),
  openGroup: async (root) => GroupMemory.openOf(root),
};

/** Each look for descendants starts `ps`, some 5 ms of CPU time. */
const MACOS_TREE_INTERVAL_MS = 2000;

/** @returns null where this system's is not asked, or does not answer */
export async function openKernel(): Promise<Kernel | null> {
  if (process.platform === 'linux') return LINUX;
  const usages = process.platform === 'darwin' ? await MacosUsages.open() : null;
  return usages === null ? null : macosKernel(usages);
}

export function macosKernel(usages: MacosUsages): Kernel {
  return {
    counts: 'footprint',
    treeIntervalMs: MACOS_TREE_INTERVAL_MS,
    openProcess: (pid) => MacosProcess.open(usages, pid),
    openGroup: () => Promise.resolve(null),
  };
}

/** Memory of the process and its descendants: its start and its peak in the phase, and the watch over its limit. */
import { KernelMeter } from './memory/kernel-meter.ts';
import { openKernel } from './memory/kernels.ts';
import type { MemoryMeter } from './memory/memory-meter.ts';
import { PortableMeter } from './memory/portable-meter.ts';
import type { Metered } from './meter.ts';

/** A tick costs 100 to 200 µs, most of it the timer's: at this rate the sampler stays below half a percent of a core. */
const INTERVAL_MS = 50;

/** @param intervalMs time between two samples: that, or the shortest that the platform can bear */
export async function openMemory(metered: Metered, intervalMs: number = INTERVAL_MS): Promise<MemoryMeter> {
  const kernel = await openKernel();
  return kernel === null
    ? PortableMeter.open(metered, intervalMs)
    : KernelMeter.open(metered, intervalMs, kernel);
}

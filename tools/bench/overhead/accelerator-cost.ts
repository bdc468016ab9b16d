/**
 * What metering a board costs: CPU time of the watching process with the meter open, less that without it. There is no board here: it is
 * asked of a fake of NVIDIA's library whose calls take as long as those of a real one did.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { Nvml } from '../../../packages/runner/src/benchmark/meters/accelerator/nvml.ts';
import { openAccelerator } from '../../../packages/runner/src/benchmark/meters/accelerator.ts';
import { costOfWatching, type WatchCost } from './watch-cost.ts';

const SOURCE = path.resolve(
  import.meta.dirname,
  '../../../packages/runner/src/benchmark/meters/accelerator/testing/fake-nvml.c',
);

export async function measureAcceleratorCost(): Promise<WatchCost> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-bench-'));
  try {
    const library = path.join(folder, 'libnvidia-ml.so.1');
    await execa('gcc', ['-shared', '-fPIC', '-w', '-DENTRY=24', '-DCOSTLY', SOURCE, '-o', library]);
    const nvml = await Nvml.open(library);
    const boards = { boards: nvml?.boards() ?? [], close: () => nvml?.close() };
    return await costOfWatching((metered) => openAccelerator(metered, () => Promise.resolve(boards)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

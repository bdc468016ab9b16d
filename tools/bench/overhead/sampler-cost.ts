/** What watching the memory of a process costs. */
import { openMemory } from '../../../packages/runner/src/benchmark/meters/memory.ts';
import { costOfWatching, type WatchCost } from './watch-cost.ts';

export interface SamplerCost extends WatchCost {
  readonly intervalMs: number;
}

export async function measureSamplerCost(): Promise<SamplerCost> {
  let intervalMs = 0;
  const cost = await costOfWatching(async (metered) => {
    const meter = await openMemory(metered);
    const end = async () => {
      const reading = await meter.end();
      ({ intervalMs } = reading);
      return reading;
    };
    return {
      begin: () => meter.begin(),
      end,
      close: () => {
        meter.close();
      },
    };
  });
  return { ...cost, intervalMs };
}

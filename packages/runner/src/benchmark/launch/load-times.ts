/** Times of all loads: those that were to come from the disk and did not are kept apart. Pure. */
import { summarize, type LoadResult } from '@dumont/protocol';
import type { TaskOutcome } from './task-outcome.ts';

type Loaded = Pick<TaskOutcome, 'loadMs' | 'coldness'>;

export function loadTimes(
  loaded: readonly Loaded[],
): Pick<LoadResult, 'ms' | 'firstMs' | 'samplesMs' | 'cold'> {
  const samplesMs = timesOf(loaded);
  const cold = loaded.flatMap(({ coldness }) => coldness ?? []);
  const times = { firstMs: samplesMs[0] ?? 0, samplesMs };
  if (cold.length === 0) return { ...times, ms: summarize(samplesMs) };
  const coldMs = timesOf(loaded.filter(({ coldness }) => coldness?.cold !== false));
  const warmMs = timesOf(loaded.filter(({ coldness }) => coldness?.cold === false));
  return {
    ...times,
    // Where none was cold there is nothing else to tell: a warning says so.
    ms: summarize(coldMs.length > 0 ? coldMs : warmMs),
    cold: {
      loads: cold.map((one) => one.cold),
      reason: cold.find(({ reason }) => reason !== null)?.reason ?? null,
      warmMs: warmMs.length > 0 ? summarize(warmMs) : null,
    },
  };
}

function timesOf(loaded: readonly Loaded[]): number[] {
  return loaded.flatMap(({ loadMs }) => loadMs ?? []);
}

/** The timed region. Between the first and the last run of a batch nothing of ours happens but reading the clock. */
import type { BoundInference } from '@dumont/engines';
import { isStable, MAX_RUNS, type StopRule, type TaskOf } from '@dumont/protocol';

/** Where `untilStable` is given without a duration: how long to go on at most. */
const UNTIL_STABLE_LIMIT_MS = 30_000;

export async function timeRun(bound: BoundInference): Promise<number> {
  const startMs = performance.now();
  await bound.run();
  return performance.now() - startMs;
}

/** Runs at least `runs` times and `ms` long. @returns how many runs, and how long they took together */
export async function warmUp(
  bound: BoundInference,
  atLeast: { runs: number; ms: number },
): Promise<{ runs: number; ms: number }> {
  const startMs = performance.now();
  let runs = 0;
  let ms = 0;
  while (runs < atLeast.runs || ms < atLeast.ms) {
    await bound.run();
    runs += 1;
    ms = performance.now() - startMs;
  }
  return { runs, ms };
}

/** @returns ms that warm-up and runs will take, judged by the first run, or null where that depends on how steady they are */
export function expectedDuration(
  { warmup, stop }: Pick<TaskOf<'measure'>, 'warmup' | 'stop'>,
  firstMs: number,
): number | null {
  if (stop.untilStable) return null;
  return Math.max(warmup.ms, warmup.runs * firstMs) + (stop.durationMs ?? stop.runs * firstMs);
}

/**
 * Reserves the buffer before the runs, so that nothing is allocated between them.
 * @param runMs how long one run takes, roughly
 */
export function reserveSamples(stop: StopRule, runMs: number): Float64Array {
  if (stop.durationMs === null && !stop.untilStable) return new Float64Array(stop.runs);
  // Runs may get faster than the warm-up was: room for three times as many. Pages that are never written cost no memory.
  const room = Math.ceil(((stop.durationMs ?? UNTIL_STABLE_LIMIT_MS) / runMs) * 3) + 1000;
  return new Float64Array(Math.min(MAX_RUNS, Math.max(stop.runs, room)));
}

/** @returns how many samples were written into the buffer */
export async function measureRuns(
  bound: BoundInference,
  stop: StopRule,
  samplesMs: Float64Array,
): Promise<number> {
  if (stop.untilStable) return measureUntilStable(bound, stop, samplesMs);
  if (stop.durationMs !== null) return fill(bound, samplesMs, 0, samplesMs.length, stop.durationMs);
  return fill(bound, samplesMs, 0, stop.runs, Infinity);
}

/** Looks at doubling counts only, so that looking is rare and short beside the runs. */
async function measureUntilStable(
  bound: BoundInference,
  stop: StopRule,
  samplesMs: Float64Array,
): Promise<number> {
  const endMs = performance.now() + (stop.durationMs ?? UNTIL_STABLE_LIMIT_MS);
  let done = 0;
  let wanted = stop.runs;
  for (;;) {
    done = await fill(bound, samplesMs, done, wanted, endMs - performance.now());
    const enough = isStable(samplesMs.subarray(0, done));
    if (enough || performance.now() >= endMs || done === samplesMs.length) return done;
    wanted = Math.min(samplesMs.length, done * 2);
  }
}

async function fill(
  bound: BoundInference,
  samplesMs: Float64Array,
  from: number,
  to: number,
  forMs: number,
): Promise<number> {
  const endMs = performance.now() + forMs;
  let index = from;
  let startMs = performance.now();
  while (index < to && (startMs < endMs || index === from)) {
    startMs = performance.now();
    await bound.run();
    samplesMs[index] = performance.now() - startMs;
    index += 1;
  }
  return index;
}

/** The timed region. Between the first and the last run of a batch nothing of ours happens but reading the clock. */
import type { BoundInference } from '@dumont/engines';
import { isStable, MAX_RUNS, type StopRule, type TaskOf } from '@dumont/protocol';

/** Where `untilStable` is given without a duration: how long to go on at most. */
const UNTIL_STABLE_LIMIT_MS = 30_000;

const ONE_RUN = { from: 0, to: 1, forMs: Infinity, settlingRuns: 0 } as const;

/** @returns what the run took, and what it gave */
export async function timeRun(bound: BoundInference): Promise<{ ms: number; raw: unknown }> {
  const startMs = performance.now();
  const raw = await bound.run();
  return { ms: performance.now() - startMs, raw };
}

/**
 * Runs at least `runs` times and `ms` long, through the very code that measures: a function's first call is slow.
 * @returns how many runs, and how long they took together
 */
export async function warmUp(
  bound: BoundInference,
  atLeast: { runs: number; ms: number },
): Promise<{ runs: number; ms: number }> {
  const unused = new Float64Array(1);
  const startMs = performance.now();
  let runs = 0;
  let ms = 0;
  while (runs < atLeast.runs || ms < atLeast.ms) {
    await fill(bound, unused, ONE_RUN);
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

/**
 * @param settlingRuns runs right before the first sample whose times are not kept
 * @returns how many samples were written into the buffer
 */
export async function measureRuns(
  bound: BoundInference,
  stop: StopRule,
  samplesMs: Float64Array,
  settlingRuns: number,
): Promise<number> {
  if (stop.untilStable) return measureUntilStable(bound, stop, samplesMs, settlingRuns);
  const { runs, durationMs } = stop;
  const to = durationMs === null ? runs : samplesMs.length;
  return fill(bound, samplesMs, { from: 0, to, forMs: durationMs ?? Infinity, settlingRuns });
}

/** Looks at doubling counts only, so that looking is rare and short beside the runs. */
async function measureUntilStable(
  bound: BoundInference,
  stop: StopRule,
  samplesMs: Float64Array,
  settlingRuns: number,
): Promise<number> {
  const endMs = performance.now() + (stop.durationMs ?? UNTIL_STABLE_LIMIT_MS);
  let done = 0;
  let to = stop.runs;
  for (;;) {
    done = await fill(bound, samplesMs, { from: done, to, forMs: endMs - performance.now(), settlingRuns });
    const enough = isStable(samplesMs.subarray(0, done));
    if (enough || performance.now() >= endMs || done === samplesMs.length) return done;
    to = Math.min(samplesMs.length, done * 2);
  }
}

interface Batch {
  /** Index of the first sample, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Stops earlier after this time, but not before one sample. */
  readonly forMs: number;
  readonly settlingRuns: number;
}

async function fill(bound: BoundInference, samplesMs: Float64Array, batch: Batch): Promise<number> {
  const { from, to } = batch;
  const endMs = performance.now() + batch.forMs;
  let settling = batch.settlingRuns;
  let index = from;
  let nowMs = performance.now();
  while (index < to && (nowMs < endMs || index === from)) {
    const startMs = performance.now();
    await bound.run();
    nowMs = performance.now();
    samplesMs[index] = nowMs - startMs;
    if (settling > 0) settling -= 1;
    else index += 1;
  }
  return index;
}

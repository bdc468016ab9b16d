/** A long measurement by slices of time: what a device does at first, and what it keeps up. */
import type { Sustained } from '../report/index.ts';
import { median, type Samples } from './quantile.ts';

/** What the machine's sensors said at some time in the measurement; null what cannot be read. */
export interface SensorReading {
  readonly atMs: number;
  readonly temperatureC: number | null;
  readonly frequencyMhz: number | null;
  /** Since the measurement began. */
  readonly throttleEvents: number | null;
}

/** The end of a measurement stands for what can be kept up. */
const SUSTAINED_SHARE = 1 / 3;

/**
 * @param samplesMs in the order of measuring: a run begins when the one before has ended
 * @param sliceMs length of a slice; the last may be shorter
 * @returns null for fewer than two slices
 */
export function summarizeSustained(
  samplesMs: Samples,
  sliceMs: number,
  readings: readonly SensorReading[],
): Sustained | null {
  const slices = sliceByTime(samplesMs, sliceMs);
  const [first] = slices;
  if (first === undefined || slices.length < 2) return null;
  const late = slices.slice(-Math.max(1, Math.floor(slices.length * SUSTAINED_SHARE)));
  const burstMs = median(first.samplesMs);
  const sustainedMs = median(late.flatMap((slice) => slice.samplesMs));
  return {
    burstMs,
    sustainedMs,
    ratio: sustainedMs / burstMs,
    sliceMs,
    slices: slices.map((slice) => ({
      startMs: slice.startMs,
      runs: slice.samplesMs.length,
      medianMs: median(slice.samplesMs),
      maxMs: slice.samplesMs.reduce((most, ms) => Math.max(most, ms), 0),
      ...lastReading(readings, slice.startMs + sliceMs),
    })),
  };
}

interface Slice {
  readonly startMs: number;
  readonly samplesMs: number[];
}

/** A run belongs to the slice in which it began; slices without one are left out. */
function sliceByTime(samplesMs: Samples, sliceMs: number): Slice[] {
  const slices: Slice[] = [];
  let atMs = 0;
  for (const ms of samplesMs) {
    const startMs = Math.floor(atMs / sliceMs) * sliceMs;
    const last = slices.at(-1);
    if (last?.startMs === startMs) last.samplesMs.push(ms);
    else slices.push({ startMs, samplesMs: [ms] });
    atMs += ms;
  }
  return slices;
}

function lastReading(readings: readonly SensorReading[], untilMs: number): Omit<SensorReading, 'atMs'> {
  const reading = readings.findLast(({ atMs }) => atMs <= untilMs);
  const { temperatureC = null, frequencyMhz = null, throttleEvents = null } = reading ?? {};
  return { temperatureC, frequencyMhz, throttleEvents };
}

/** Latencies as one line of bars. */
import { binSamples, groupSamples } from './samples.ts';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const EMPTY = ' ';

const MIN_BINS = 5;
const MAX_BINS = 28;
/** From so many samples on, the outermost hundredths are left off: one slow run would squeeze all others into one bar. */
const TRIM_FROM = 100;
const TRIM = 0.01;

export interface Histogram {
  readonly bars: string;
  readonly low: number;
  readonly high: number;
  /** Samples that lie outside low…high and are not drawn. */
  readonly beyond: number;
}

/** @param samples at least one, in any order */
export function drawHistogram(samples: readonly number[]): Histogram {
  const sorted = Float64Array.from(samples).sort();
  const cut = sorted.length >= TRIM_FROM ? Math.floor(sorted.length * TRIM) : 0;
  const shown = sorted.subarray(cut, sorted.length - cut);
  const { counts, low, high } = binSamples(shown, { fewest: MIN_BINS, most: MAX_BINS });
  const most = Math.max(...counts);
  // From the lowest bar for a single sample to the highest for the fullest bin.
  const bars = counts.map((count) =>
    count === 0 ? EMPTY : barAt(most === 1 ? 1 : (count - 1) / (most - 1)),
  );
  return { bars: bars.join(''), low, high, beyond: 2 * cut };
}

/**
 * The course over time: medians of consecutive groups of samples, drawn from `low` to `high`.
 * @param samples in the order in which they were taken
 */
export function drawCourse(
  samples: readonly number[],
  { low, high }: Pick<Histogram, 'low' | 'high'>,
): string {
  const bars = groupSamples(samples, MAX_BINS).map(({ median }) =>
    barAt(high > low ? (median - low) / (high - low) : 0),
  );
  return bars.join('');
}

/** @param height 0…1; what lies outside is drawn at the edge */
function barAt(height: number): string {
  const index = Math.round(Math.min(1, Math.max(0, height)) * (BARS.length - 1));
  return BARS[index] ?? BARS[0];
}

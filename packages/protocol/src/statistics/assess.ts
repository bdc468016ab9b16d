/** Looks at a measured sample for what makes its numbers doubtful. */
import type { Summary, Warning } from '../report/index.ts';
import { warning } from '../warnings.ts';
import { findModes } from './bimodality.ts';
import { findDrift } from './drift.ts';
import { outlierDistance } from './outliers.ts';
import { sortSamples, type Samples } from './quantile.ts';

/** Fewer outliers than this share are in every long run; the summary counts them. */
const MANY_OUTLIERS = 0.01;
/** A slow first run is an outlier, and this much slower than the median. */
const SLOW_FIRST_RATIO = 1.1;
/** Within so many times the harness's own floor, the cost of a call shows. */
const FLOOR_FACTOR = 20;

export interface MeasuredRuns {
  /** In the order of measuring. */
  readonly samplesMs: Samples;
  /** Of the same samples. */
  readonly summary: Summary;
  /** Median run of an empty model on the same machine, where it was measured. */
  readonly floorMedianUs: number | null;
  /** In how much of the time threads waited for a CPU, where that is enough to disturb a benchmark; else null. */
  readonly cpuPressurePercent: number | null;
}

/** @returns what a reader of these numbers must know, each with advice; nothing for a sample in order */
export function assessSamples({
  samplesMs,
  summary,
  floorMedianUs,
  cpuPressurePercent,
}: MeasuredRuns): Warning[] {
  const { n: runs, median: medianMs, outliers } = summary;
  const sorted = sortSamples(samplesMs);
  const found: Warning[] = [];

  if (summary.medianCi95 === null) found.push(warning('FEW_RUNS', { runs }));

  const firstMs = samplesMs[0] ?? medianMs;
  if (firstMs - medianMs > outlierDistance(sorted) && firstMs > SLOW_FIRST_RATIO * medianMs) {
    found.push(warning('SLOW_FIRST_RUN', { firstMs, medianMs }));
  }
  const change = findDrift(samplesMs);
  if (change !== null) {
    const pressure = cpuPressurePercent === null ? {} : { cpuPressurePercent };
    found.push(warning('DRIFT', { changePercent: change * 100, ...pressure }));
  }

  const modes = findModes(sorted);
  if (modes !== null) {
    const { lower: lowerMs, upper: upperMs, upperShare } = modes;
    found.push(warning('BIMODAL', { lowerMs, upperMs, upperPercent: upperShare * 100 }));
  }
  if (outliers > MANY_OUTLIERS * runs) found.push(warning('OUTLIERS', { outliers, runs }));

  const medianUs = medianMs * 1000;
  if (floorMedianUs !== null && medianUs < FLOOR_FACTOR * floorMedianUs) {
    found.push(warning('NEAR_FLOOR', { medianUs, floorMedianUs }));
  }
  return found;
}

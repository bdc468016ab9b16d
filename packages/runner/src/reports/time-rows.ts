/** A sample of times as rows: where it lies, how it spreads, how certain that is. */
import { FEWEST_SAMPLES_FOR_MEDIAN_CI, PERCENTILES, type Summary } from '@dumont/protocol';
import type { Row } from './figure-rows.ts';
import type { TimeScale } from './quantity.ts';
import { drawCourse, drawHistogram } from './sparkline.ts';

/** @param samples what there are several of, such as runs */
export function locationRows(ms: Summary, scale: TimeScale, samples: string): Row[] {
  const needed = `95 % CI needs ${FEWEST_SAMPLES_FOR_MEDIAN_CI} ${samples}`;
  const median: Row = {
    label: 'median',
    value: scale.format(ms.median),
    note: intervalNote(ms.medianCi95, scale, needed),
  };
  // A single sample has no spread.
  if (ms.stdDev === null) return [median];
  return [
    median,
    { label: 'mean ± sd', value: `${scale.number(ms.mean)} ± ${scale.format(ms.stdDev)}` },
    { label: 'min … max', value: `${scale.number(ms.min)} … ${scale.format(ms.max)}` },
  ];
}

export function percentileRows(ms: Summary, scale: TimeScale): Row[] {
  const rows: Row[] = [];
  for (const { key, label, fewestSamples } of PERCENTILES) {
    const value = ms[key];
    const note = intervalNote(ms.percentileCi95[key], scale, `needs ${fewestSamples} runs`);
    if (value !== null) {
      rows.push({ label, value: scale.format(value), note });
    } else {
      // The next one that more runs would give; p99.9 is not for everyone.
      if (key !== 'p999') rows.push({ label, value: '–', note });
      break;
    }
  }
  return rows;
}

function intervalNote(
  interval: readonly [number, number] | null,
  scale: TimeScale,
  otherwise: string,
): string {
  if (interval === null) return otherwise;
  return `95 % CI ${scale.number(interval[0])} … ${scale.format(interval[1])}`;
}

/** @param samples in the order in which they were taken */
export function distributionRows(samples: readonly number[], scale: TimeScale): Row[] {
  if (samples.length < 2) return [];
  const histogram = drawHistogram(samples);
  const range = `${scale.number(histogram.low)} … ${scale.format(histogram.high)}`;
  const beyond = histogram.beyond === 0 ? '' : ', the middle 98 %';
  return [
    { label: 'distribution', value: histogram.bars, note: `${range}${beyond}`, sketch: true },
    { label: 'over time', value: drawCourse(samples, histogram), note: 'first to last run', sketch: true },
  ];
}

export function outlierRows(ms: Summary): Row[] {
  if (ms.outliers === 0) return [];
  return [{ label: 'outliers', value: String(ms.outliers), note: 'over 14.8 MAD from the median; kept' }];
}

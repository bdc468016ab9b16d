/** The figures of a sample of times: the same of loads and of runs. */
import type { BenchmarkReport, Summary } from '../report/index.ts';
import { PERCENTILES } from '../statistics/index.ts';
import type { Figure, Unit } from './figure.ts';

type Phase = 'load' | 'inference';

interface Statistic {
  readonly name: string;
  readonly unit: Unit;
  readonly read: (summary: Summary) => number | null | undefined;
  readonly csv: string;
  readonly sark: Partial<Record<Phase, string>>;
}

/** In the order of CSV's columns. */
const STATISTICS: readonly Statistic[] = [
  {
    name: 'n',
    unit: 'count',
    read: ({ n }) => n,
    csv: 'n',
    sark: { load: 'load_count', inference: 'inference_count' },
  },
  {
    name: 'median',
    unit: 'ms',
    read: ({ median }) => median,
    csv: 'median_ms',
    sark: { load: 'LoadMsMedian', inference: 'InferenceMsMedian' },
  },
  {
    name: 'medianCi95Low',
    unit: 'ms',
    read: ({ medianCi95 }) => medianCi95?.[0],
    csv: 'median_ci95_low_ms',
    sark: { inference: 'inference_ms_median_ci95_low' },
  },
  {
    name: 'medianCi95High',
    unit: 'ms',
    read: ({ medianCi95 }) => medianCi95?.[1],
    csv: 'median_ci95_high_ms',
    sark: { inference: 'inference_ms_median_ci95_high' },
  },
  {
    name: 'mean',
    unit: 'ms',
    read: ({ mean }) => mean,
    csv: 'mean_ms',
    sark: { load: 'LoadMsAverage', inference: 'InferenceMsAverage' },
  },
  {
    name: 'stdDev',
    unit: 'ms',
    read: ({ stdDev }) => stdDev,
    csv: 'stddev_ms',
    sark: { load: 'LoadMsStdDev', inference: 'InferenceMsStdDev' },
  },
  {
    name: 'min',
    unit: 'ms',
    read: ({ min }) => min,
    csv: 'min_ms',
    sark: { load: 'LoadMsMin', inference: 'InferenceMsMin' },
  },
  {
    name: 'max',
    unit: 'ms',
    read: ({ max }) => max,
    csv: 'max_ms',
    sark: { load: 'LoadMsMax', inference: 'InferenceMsMax' },
  },
  ...PERCENTILES.map(({ key }): Statistic => ({
    name: key,
    unit: 'ms',
    read: (summary) => summary[key],
    csv: `${key}_ms`,
    sark: { inference: `inference_ms_${key}` },
  })),
  {
    name: 'outliers',
    unit: 'count',
    read: ({ outliers }) => outliers,
    csv: 'outliers',
    sark: { inference: 'inference_outliers' },
  },
];

/**
 * @param csvFrom position of the first column
 * @param more what some of them are besides, by the statistic's name
 */
export function summaryFigures(
  phase: Phase,
  csvFrom: number,
  more: Readonly<Record<string, Partial<Figure>>>,
): Figure[] {
  return STATISTICS.map(({ name, unit, read, csv, sark }, index) => {
    const column = sark[phase];
    return {
      name: `${phase}.${name}`,
      unit,
      read: (report: BenchmarkReport) => report[phase] && read(report[phase].ms),
      csv: [csvFrom + index, `${phase}_${csv}`],
      ...(column === undefined ? {} : { sark: column }),
      ...more[name],
    };
  });
}

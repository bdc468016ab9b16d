/** The charts of one report. */
import {
  figuresIn,
  PERCENTILES,
  type BenchmarkReport,
  type InferenceResult,
  type LoadResult,
  type Sustained,
} from '@dumont/protocol';
import { formatMemory, timeScaleFor } from '../quantity.ts';
import { binSamples, groupSamples } from '../samples.ts';
import { categoryAxis, COLORS, tickFormat, valueAxis, type Chart } from './chart.ts';
import { intervalChart, type IntervalRow } from './intervals.ts';

/** More points than that are not seen; each then stands for a group of runs. */
const MAX_POINTS = 300;
const MAX_BINS = 40;
const MIN_BINS = 8;

type Point = [number, number];

/** Each run, or of very many the median and the slowest of each group. */
export function latencyChart({ samplesMs, ms }: InferenceResult): Chart {
  const scale = timeScaleFor(ms.median);
  const groups = groupSamples(samplesMs, MAX_POINTS);
  const grouped = groups.some(({ size }) => size > 1);
  const medians = groups.map(({ start, median }): Point => [start, median]);
  const slowest = groups.map(({ start, max }): Point => [start, max]);
  return {
    label: `Latency of ${samplesMs.length} runs in the order of measuring, around a median of ${scale.format(ms.median)}`,
    height: 240,
    option: () => ({
      xAxis: valueAxis({ min: 1, max: Math.max(2, samplesMs.length), lines: false }),
      yAxis: valueAxis({ name: scale.unit, format: tickFormat(scale) }),
      series: [
        {
          type: 'line',
          data: medians,
          showSymbol: samplesMs.length <= 60,
          symbolSize: 5,
          lineStyle: { color: COLORS.accent, width: 1.5 },
          itemStyle: { color: COLORS.accent },
          markLine: medianLine(ms.median),
        },
        ...(grouped
          ? [{ type: 'scatter', data: slowest, symbolSize: 3, itemStyle: { color: COLORS.accentSoft } }]
          : []),
      ],
    }),
  };
}

function medianLine(medianMs: number): object {
  return {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: COLORS.second, type: 'dashed' },
    data: [{ yAxis: medianMs }],
  };
}

export function distributionChart({ samplesMs, ms }: InferenceResult): Chart {
  const scale = timeScaleFor(ms.median);
  const sorted = Float64Array.from(samplesMs).sort();
  const { counts, low, high } = binSamples(sorted, { fewest: MIN_BINS, most: MAX_BINS });
  const width = (high - low) / counts.length || 1;
  return {
    label: `Distribution of ${samplesMs.length} runs from ${scale.format(ms.min)} to ${scale.format(ms.max)}`,
    height: 240,
    option: () => ({
      xAxis: {
        ...categoryAxis(counts.map((_, index) => scale.number(low + (index + 0.5) * width))),
        name: scale.unit,
        nameTextStyle: { color: COLORS.soft },
        nameGap: 4,
      },
      grid: {
        left: 8,
        right: 28,
        top: 24,
        bottom: 8,
        outerBoundsMode: 'same',
        outerBoundsContain: 'axisLabel',
      },
      yAxis: { ...valueAxis({ name: 'runs', min: 0 }), minInterval: 1 },
      series: [{ type: 'bar', data: counts, barCategoryGap: '8%', itemStyle: { color: COLORS.accent } }],
    }),
  };
}

export function percentileChart({ ms }: InferenceResult): Chart | null {
  const candidates = [
    { label: 'p50', value: ms.median, interval: ms.medianCi95 },
    ...PERCENTILES.map(({ key, label }) => ({ label, value: ms[key], interval: ms.percentileCi95[key] })),
  ];
  const rows = candidates.flatMap(({ label, value, interval }): IntervalRow[] =>
    value === null || interval === null ? [] : [{ label, value, interval }],
  );
  if (rows.length === 0) return null;
  const scale = timeScaleFor(ms.median);
  return intervalChart(rows, { label: 'Percentiles with 95 % confidence intervals', format: scale.format });
}

export function loadChart({ samplesMs, ms }: LoadResult): Chart {
  const scale = timeScaleFor(ms.median);
  return {
    label: `Load in ${samplesMs.length} fresh processes, median ${scale.format(ms.median)}`,
    height: 220,
    option: () => ({
      xAxis: categoryAxis(samplesMs.map((_, index) => String(index + 1))),
      yAxis: valueAxis({ name: scale.unit, min: 0, format: tickFormat(scale) }),
      series: [
        {
          type: 'bar',
          data: samplesMs,
          barMaxWidth: 40,
          itemStyle: { color: COLORS.accent },
          markLine: medianLine(ms.median),
        },
      ],
    }),
  };
}

export function memoryChart(report: BenchmarkReport): Chart {
  const bars = figuresIn('memory').flatMap(({ row, read }) => {
    const mb = read(report) ?? null;
    return mb === null || row === undefined ? [] : [{ label: row.label, mb }];
  });
  return {
    label: `Peak memory: ${bars.map(({ label, mb }) => `${label} ${formatMemory(mb)}`).join(', ')}`,
    height: 220,
    option: () => ({
      xAxis: categoryAxis(bars.map(({ label }) => label)),
      yAxis: valueAxis({ name: 'MB', min: 0 }),
      series: [
        {
          type: 'bar',
          barMaxWidth: 56,
          data: bars.map(({ mb, label }) => ({
            value: mb,
            itemStyle: { color: label === 'baseline' ? COLORS.accentSoft : COLORS.accent },
          })),
          label: {
            show: true,
            position: 'top',
            color: COLORS.ink,
            formatter: ({ value }: { value: number }) => formatMemory(value),
          },
        },
      ],
    }),
  };
}

export function sustainedChart({ slices, burstMs }: Sustained): Chart {
  const scale = timeScaleFor(burstMs);
  return {
    label: `Median latency in ${slices.length} slices of time`,
    height: 240,
    option: () => ({
      xAxis: valueAxis({ name: 's', min: 0, lines: false }),
      yAxis: valueAxis({ name: scale.unit, format: tickFormat(scale) }),
      series: [
        {
          type: 'line',
          data: slices.map(({ startMs, medianMs }): Point => [startMs / 1000, medianMs]),
          symbolSize: 4,
          lineStyle: { color: COLORS.accent, width: 1.5 },
          itemStyle: { color: COLORS.accent },
        },
      ],
    }),
  };
}

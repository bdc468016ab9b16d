/** The charts of one comparison. */
import { titleOfMetric, pairUp, type ComparisonReport } from '@dumont/protocol';
import { VERDICT_COLORS } from '../comparison-text.ts';
import { formatChange, timeScaleFor } from '../quantity.ts';
import { categoryAxis, COLORS, tickFormat, valueAxis, type Chart } from './chart.ts';
import { intervalChart } from './intervals.ts';

const VERDICT_PAINT = { green: COLORS.good, red: COLORS.bad, yellow: COLORS.open } as const;

export function changesChart({ metrics }: ComparisonReport): Chart {
  return intervalChart(
    metrics.map((metric) => ({
      label: titleOfMetric(metric.metric),
      value: metric.change,
      interval: metric.changeCi95,
      color: metric.gated ? VERDICT_PAINT[VERDICT_COLORS[metric.verdict]] : COLORS.soft,
      ...(metric.gated ? { limit: metric.limit } : {}),
    })),
    { label: 'Change of each metric with its 95 % confidence interval', format: formatChange, zero: true },
  );
}

/** Both sides of each pair, as they ran one after the other. */
export function pairsChart(comparison: ComparisonReport): Chart | null {
  if (comparison.pairs === 0) return null;
  const pairs = pairUp(comparison.processes, 'latency');
  const scale = timeScaleFor(pairs[0]?.baseline ?? 1);
  const series = (name: string, data: number[], color: string, symbol: string): object => ({
    type: 'line',
    name,
    data,
    symbol,
    symbolSize: 7,
    lineStyle: { color, width: 1.5 },
    itemStyle: { color },
  });
  return {
    label: `Median latency of baseline and candidate in ${pairs.length} pairs of processes`,
    height: 260,
    option: () => ({
      legend: { top: 0, right: 8, textStyle: { color: COLORS.ink } },
      xAxis: categoryAxis(pairs.map((_, index) => String(index + 1))),
      yAxis: valueAxis({ name: scale.unit, format: tickFormat(scale) }),
      series: [
        series(
          'baseline',
          pairs.map(({ baseline }) => baseline),
          COLORS.second,
          'rect',
        ),
        series(
          'candidate',
          pairs.map(({ candidate }) => candidate),
          COLORS.accent,
          'circle',
        ),
      ],
    }),
  };
}

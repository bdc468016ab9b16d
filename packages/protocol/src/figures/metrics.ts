/** The figures that comparisons judge, by their metric. */
import {
  METRICS,
  metricUnitSchema,
  processFiguresSchema,
  type MetricComparison,
  type MetricName,
  type ProcessFigures,
} from '../comparison-report.ts';
import type { BenchmarkReport } from '../report/index.ts';
import type { Figure, Metric } from './figure.ts';
import { FIGURES } from './figures.ts';

function find(name: MetricName): { figure: Figure; metric: Metric } {
  for (const figure of FIGURES) {
    if (figure.metric?.name === name) return { figure, metric: figure.metric };
  }
  throw new RangeError(`no figure is the metric ${name}`);
}

export function titleOfMetric(name: MetricName): string {
  return find(name).metric.title;
}

export function unitOfMetric(name: MetricName): MetricComparison['unit'] {
  return metricUnitSchema.parse(find(name).figure.unit);
}

/** @returns null where a metric was not measured */
export function processFiguresOf(
  side: ProcessFigures['side'],
  report: BenchmarkReport,
): ProcessFigures | null {
  const figures = METRICS.map((name) => [name, find(name).figure.read(report)]);
  const cold = report.load?.cold?.loads.at(-1);
  const parsed = processFiguresSchema.safeParse({
    side,
    ...Object.fromEntries(figures),
    ...(cold === undefined ? {} : { cold }),
  });
  return parsed.success ? parsed.data : null;
}

/** @returns how many processes the figure of one report comes from */
export function processesBehind(name: MetricName, report: BenchmarkReport): number {
  return find(name).metric.processes?.(report) ?? 1;
}

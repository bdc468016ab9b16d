/** What of a result a reviewer should see beside the change. Pure. */
import { titleOfMetric, type BenchmarkReport, type ComparisonReport } from '@dumont/protocol';
import { comparisonTitle, explainVerdict } from '../../reports/comparison-text.ts';
import type { Annotation } from './github.ts';

export function annotateReports(reports: readonly BenchmarkReport[]): Annotation[] {
  return reports.flatMap(({ model, error, warnings }): Annotation[] => [
    ...(error === null
      ? []
      : [{ level: 'error' as const, title: `${model.fileName}: ${error.code}`, message: error.message }]),
    ...warnings.map(({ code, message }) => ({
      level: 'warning' as const,
      title: `${model.fileName}: ${code}`,
      message,
    })),
  ]);
}

export function annotateComparison(comparison: ComparisonReport): Annotation[] {
  const title = comparisonTitle(comparison);
  if (comparison.error !== null) return [{ level: 'error', title, message: comparison.error.message }];
  const levels = { pass: 'notice', regressed: 'error', inconclusive: 'warning' } as const;
  return comparison.metrics
    .filter(({ gated }) => gated)
    .map((metric) => ({
      level: levels[metric.verdict],
      title: `${title}: ${titleOfMetric(metric.metric)} ${metric.verdict}`,
      message: explainVerdict(metric, comparison),
    }));
}

/** Documents as the command writes them. */
import type { BenchmarkReport, ComparisonReport } from '@dumont/protocol';
import { plainPaint } from '../paint.ts';
import { renderDocument, type FormatContext, type ReportFormat } from '../report-format.ts';

export function context(planned: number, width = 80, paint = plainPaint): FormatContext {
  return { planned, width, paint };
}

export async function render(
  format: ReportFormat,
  reports: readonly BenchmarkReport[],
  given = context(reports.length),
): Promise<string> {
  return renderDocument(format, reports, given);
}

export async function renderComparison(
  format: ReportFormat,
  comparison: ComparisonReport,
  given = context(1),
): Promise<string> {
  return format.renderComparison(comparison, given);
}

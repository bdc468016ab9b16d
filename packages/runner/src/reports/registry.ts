/** The output formats: one line each. */
import { csvFormat } from './csv.ts';
import { htmlFormat } from './html.ts';
import { junitFormat } from './junit.ts';
import { jsonFormat } from './json.ts';
import { markdownFormat } from './markdown.ts';
import { ndjsonFormat } from './ndjson.ts';
import { openMetricsFormat } from './openmetrics.ts';
import type { ReportFormat } from './report-format.ts';
import { tableFormat } from './table.ts';

export const REPORT_FORMATS: readonly ReportFormat[] = [
  tableFormat,
  jsonFormat,
  ndjsonFormat,
  csvFormat,
  markdownFormat,
  htmlFormat,
  junitFormat,
  openMetricsFormat,
];

export function findFormat(name: string): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => format.name === name);
}

/** @returns the format that the file's ending names, if it names one */
export function formatForFile(path: string): ReportFormat | undefined {
  const lower = path.toLowerCase();
  const endings = REPORT_FORMATS.flatMap((format) => format.endings.map((ending) => ({ format, ending })));
  const fitting = endings.filter(({ ending }) => lower.endsWith(ending));
  // metrics.txt ends in .txt too.
  return fitting.sort((a, b) => b.ending.length - a.ending.length)[0]?.format;
}

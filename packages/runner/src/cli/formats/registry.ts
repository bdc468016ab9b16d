/** The output formats: one line each. */
import { csvFormat } from './csv.ts';
import { htmlFormat } from './html.ts';
import { jsonFormat } from './json.ts';
import { markdownFormat } from './markdown.ts';
import { ndjsonFormat } from './ndjson.ts';
import type { ReportFormat } from './report-format.ts';
import { tableFormat } from './table.ts';

export const REPORT_FORMATS: readonly ReportFormat[] = [
  tableFormat,
  jsonFormat,
  ndjsonFormat,
  csvFormat,
  markdownFormat,
  htmlFormat,
];

export function findFormat(name: string): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => format.name === name);
}

/** @returns the format that the file's ending names, if it names one */
export function formatForFile(path: string): ReportFormat | undefined {
  const lower = path.toLowerCase();
  return REPORT_FORMATS.find((format) => format.endings.some((ending) => lower.endsWith(ending)));
}

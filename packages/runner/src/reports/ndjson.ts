/** NDJSON: one report a line, each printed as soon as it exists. */
import { printableJson } from '@dumont/protocol';
import type { ReportFormat } from './report-format.ts';

export const ndjsonFormat: ReportFormat = {
  name: 'ndjson',
  endings: ['.ndjson', '.jsonl'],
  readable: false,
  mixed: true,
  renderReport: (report) => `${printableJson(report)}\n`,
  renderEnd: () => '',
  renderComparison: (comparison) => `${printableJson(comparison)}\n`,
};

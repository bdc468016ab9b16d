/** NDJSON: one report a line, each printed as soon as it exists. */
import type { ReportFormat } from './report-format.ts';

export const ndjsonFormat: ReportFormat = {
  name: 'ndjson',
  endings: ['.ndjson', '.jsonl'],
  readable: false,
  mixed: true,
  renderReport: (report) => `${JSON.stringify(report)}\n`,
  renderEnd: () => '',
  renderComparison: (comparison) => `${JSON.stringify(comparison)}\n`,
};

/** JSON: one report is one object; where several were asked for, an array of them, printed when the last is there. */
import { printableJson } from '@dumont/protocol';
import type { ReportFormat } from './report-format.ts';

export const jsonFormat: ReportFormat = {
  name: 'json',
  endings: ['.json'],
  readable: false,
  renderReport: () => '',
  renderEnd: (reports, { planned }) =>
    `${printableJson(planned === 1 ? (reports[0] ?? null) : reports, 2)}\n`,
  renderComparison: (comparison) => `${printableJson(comparison, 2)}\n`,
};

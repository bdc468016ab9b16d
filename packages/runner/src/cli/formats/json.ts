/** JSON: one report is one object; where several were asked for, an array of them, printed when the last is there. */
import type { ReportFormat } from './report-format.ts';

export const jsonFormat: ReportFormat = {
  name: 'json',
  endings: ['.json'],
  readable: false,
  renderReport: () => '',
  renderEnd: (reports, { planned }) =>
    `${JSON.stringify(planned === 1 ? (reports[0] ?? null) : reports, null, 2)}\n`,
  renderComparison: (comparison) => `${JSON.stringify(comparison, null, 2)}\n`,
};

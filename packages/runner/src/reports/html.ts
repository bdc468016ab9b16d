/** HTML: one file without scripts or network, light and dark, with charts as SVG. */
import { showingText } from './report-format.ts';

// The charting library is loaded when the first page is asked for.
const page = () => import('./html/page.ts');

export const htmlFormat = showingText({
  name: 'html',
  endings: ['.html', '.htm'],
  readable: true,
  renderReport: async (report, index) => (await page()).reportPart(report, index),
  renderEnd: async (reports) => (await page()).endOfReports(reports),
  renderComparison: async (comparison) => (await page()).comparisonPage(comparison),
});

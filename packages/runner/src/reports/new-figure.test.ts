/** That a new figure is one row in the table: every format shows it, and none of them knows of it. */
import { FIGURES, type Figure } from '@dumont/protocol';
import t from 'tap';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { csvFormat } from './csv.ts';
import { htmlFormat } from './html.ts';
import { junitFormat } from './junit.ts';
import { markdownFormat } from './markdown.ts';
import { openMetricsFormat } from './openmetrics.ts';
import { tableFormat } from './table.ts';
import { context, render } from './testing/render.ts';

const energy: Figure = {
  name: 'energy',
  unit: 'MB',
  read: ({ inference }) => inference && 1234 / inference.ms.n,
  row: { block: 'resources', label: 'energy', note: (_report, say) => `${say(0.5, 'ratio')} of before` },
  tile: [99, 'energy of a run'],
  grid: [99, 'energy'],
  testCase: [99, 'energy'],
  csv: [99, 'energy_mb'],
  openMetrics: [99, 'dumont_energy_bytes'],
  help: 'Energy.',
};
// The table is what every format reads, at each rendering.
(FIGURES as Figure[]).push(energy);

await t.test(
  'people read a new figure in its section, and where reports stand beside each other',
  async (t) => {
    const reports = [completeReport, completeReport];
    const table = await render(tableFormat, reports, context(2, 100));
    t.match(table, /^ {2}floor .*\n {2}energy +123 MB +0\.50 × of before$/m);
    t.match(table, /relative +95 % CI +load +memory +drift +energy\n.* 153 MB +6\.5e-7 +123 MB$/m);
    const markdown = await render(markdownFormat, reports);
    t.match(markdown, '| energy | 123 MB | 0.50 × of before |');
    const page = await render(htmlFormat, [completeReport]);
    t.match(page, '<span class="soft">energy of a run</span><b>123 MB</b>');
    t.match(page, /<td class="label">energy<\/td>\s*<td class="right">123 MB<\/td>/);
  },
);

await t.test(
  'machines read it in columns and families of its own, after those that were there',
  async (t) => {
    const [heading, cells] = (await render(csvFormat, [completeReport])).split('\n');
    t.match(heading, /,warnings,.+,energy_mb$/);
    t.match(cells, /,123\.4$/);
    const metrics = await render(openMetricsFormat, [completeReport]);
    t.match(metrics, /# HELP dumont_energy_bytes Energy\.\ndumont_energy_bytes\{.*\} 129394278\n# EOF\n$/);
    t.match(await render(junitFormat, [completeReport]), /; energy 123 MB; placement [^;]+; OUTLIERS/);
  },
);

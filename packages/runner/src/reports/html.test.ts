import t from 'tap';
import { passedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { plainPaint } from './paint.ts';
import { htmlFormat } from './html.ts';
import { renderDocument } from './report-format.ts';

const context = { planned: 1, width: 80, paint: plainPaint };
const ATTACK = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&\u202e`;

await t.test('a page is one file that fetches nothing and runs nothing', async (t) => {
  const page = await renderDocument(htmlFormat, [completeReport, failedReport], context);
  t.match(page, /^<!doctype html>/);
  t.equal(page.match(/<html/g)?.length, 1);
  t.equal(page.match(/<\/html>/g)?.length, 1);
  t.match(page, /Content-Security-Policy" content="default-src 'none'/);
  t.notMatch(page, /<script/i);
  t.notMatch(page, /(src|href)="(?!data:)/i);
  t.notMatch(page, /url\((?!#)/i);
  for (const heading of [
    'Latency over time',
    'Distribution',
    'Load',
    'Memory',
    'Comparison',
    'Environment',
  ]) {
    t.match(page, heading);
  }
  t.match(page, /RUNNER_CRASHED/);
  t.match(page, /OUTLIERS/);
});

await t.test('nothing that a model says becomes markup', async (t) => {
  const report = {
    ...completeReport,
    model: { ...completeReport.model, fileName: ATTACK },
    inputs: completeReport.inputs.map((input) => ({ ...input, name: ATTACK })),
    warnings: [{ code: ATTACK, message: ATTACK }],
    error: { ...failedReport.error, code: 'INTERNAL', message: ATTACK, exitCode: 1, signal: ATTACK } as const,
  };
  const pages = [
    await renderDocument(htmlFormat, [report], context),
    await htmlFormat.renderComparison(
      {
        ...passedComparison,
        candidate: report,
        differences: [{ field: ATTACK, baseline: ATTACK, candidate: ATTACK }],
      },
      context,
    ),
  ];
  for (const page of pages) {
    t.notMatch(page, /<script|<img|onerror=alert\(2\)>/i);
    t.match(page, '&lt;script&gt;');
    t.notMatch(page, /\u202e/);
  }
});

await t.test('a comparison has its intervals drawn', async (t) => {
  const page = await htmlFormat.renderComparison(passedComparison, context);
  t.match(page, /class="verdict pass"/);
  t.equal(page.match(/<svg/g)?.length, 4, 'two charts, each for wide and narrow screens');
});

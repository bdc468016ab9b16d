import type { BenchmarkReport } from '@dumont/protocol';
import t from 'tap';
import { passedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport, longReport } from '../../../protocol/src/testing/sample-report.ts';
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

await t.test('the life of the measured process is drawn, where it was seen often enough', async (t) => {
  const pageOf = async (report: BenchmarkReport) => renderDocument(htmlFormat, [report], context);
  const drawn = await pageOf(longReport);
  t.match(
    drawn,
    /aria-label="Over 13.2 s from the start of the process: CPU up to 200 %, memory up to 153 MB, GPU up to 90 %, board up to 143 W"/,
  );
  t.match(drawn, /load 71.5 ms … 131 ms, first run 132 ms … 145 ms, warm-up 145 ms … 350 ms, measured runs/);
  t.equal(drawn.match(/>measured runs<\/text>/g)?.length, 2, 'named where there is room, on either screen');
  t.notMatch(drawn, />first run<\/text>/);
  const { timeline } = longReport;
  const points = (timeline?.points ?? []).map((point) => ({ ...point, gpuPercent: null, powerW: null }));
  const onCpu = await pageOf({ ...longReport, timeline: { points, phases: timeline?.phases ?? [] } });
  t.match(onCpu, /memory, MB/);
  t.notMatch(onCpu, /board, W|GPU, %/, 'what nobody knows has no row');
  const short = await pageOf(completeReport);
  t.match(short, /no chart: the measured process ended too soon/);
  t.notMatch(short, /memory, MB/);
  t.notMatch(await pageOf(failedReport), /Timeline/);
  const { timeline: _, ...old } = longReport;
  t.notMatch(await pageOf(old), /Timeline/);
});

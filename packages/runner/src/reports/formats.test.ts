import {
  comparisonSchema,
  reportSchema,
  type BenchmarkReport,
  type ComparisonReport,
} from '@dumont/protocol';
import stringWidth from 'string-width';
import t from 'tap';
import {
  failedComparison,
  passedComparison,
  regressedComparison,
} from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { colorPaint, plainPaint } from './paint.ts';
import { COMPARISON_CSV_COLUMNS, CSV_COLUMNS } from './csv.ts';
import { findFormat, formatForFile, REPORT_FORMATS } from './registry.ts';
import { renderDocument, type FormatContext } from './report-format.ts';

const LONG = 'a-model-with-a-name-that-goes-on-and-on-'.repeat(5);

/** Whatever can make a line too long or steer a terminal. */
const hostileReport: BenchmarkReport = {
  ...completeReport,
  model: { ...completeReport.model, fileName: `${LONG}\u001b[2J|模型.onnx`, path: `=1+1,"${LONG}"` },
  engine: { ...completeReport.engine, computeUnit: `Neural Engine (CoreML) ${LONG}` },
  inputs: Array.from({ length: 40 }, (_, index) => ({
    name: `/encoder/layer.${index}/${LONG}:0`,
    dtype: 'float32' as const,
    shape: Array.from({ length: 20 }, () => 123_456),
    source: 'random' as const,
    searched: true,
  })),
  inference: completeReport.inference && {
    ...completeReport.inference,
    ms: { ...completeReport.inference.ms, median: 123_456_789, max: 987_654_321_012 },
    throughputPerSecond: 123_456_789.123,
  },
  expectation: {
    matched: false,
    rtol: 1e-3,
    atol: 1e-7,
    outputs: [{ name: LONG, matched: false, maxAbsError: 12_345.678, detail: LONG }],
  },
  profile: {
    runs: 1,
    operators: [{ opType: LONG, provider: LONG, calls: 1_000_000, ms: 1e9, percent: 100 }],
  },
  device: { ...completeReport.device, soc: LONG },
  warnings: [{ code: LONG, message: `${LONG} ${LONG}\nsecond line` }],
  error: {
    code: 'OUTPUT_MISMATCH',
    message: `${LONG}\n\u001b]0;title\u0007`,
    exitCode: 12,
    signal: 'SIGSEGV',
    stderr: [`\t${LONG}`, '    at somewhere'],
  },
};

const cases = { complete: completeReport, failed: failedReport, hostile: hostileReport };

function context(planned: number, width = 80, paint = plainPaint): FormatContext {
  return { planned, width, paint };
}

async function render(
  name: string,
  reports: readonly BenchmarkReport[],
  given = context(reports.length),
): Promise<string> {
  const format = findFormat(name);
  if (format === undefined) throw new Error(`no format ${name}`);
  return renderDocument(format, reports, given);
}

await t.test('no line of the table is wider than the terminal', async (t) => {
  for (const width of [60, 80, 100]) {
    for (const [name, report] of Object.entries(cases)) {
      const text = await render('table', [report, completeReport], context(2, width));
      const widest = text.split('\n').reduce((most, line) => Math.max(most, stringWidth(line)), 0);
      t.ok(widest <= width, `${name} in ${width} columns takes ${widest}`);
    }
  }
});

await t.test('nothing from a model steers a terminal', async (t) => {
  for (const name of ['table', 'markdown']) {
    t.notMatch(await render(name, [hostileReport]), /[\u0000-\u0009\u000b-\u001f]/, name);
  }
  t.match(
    await render('table', [completeReport], context(1, 80, colorPaint)),
    /\u001b\[1m/,
    'colours are ours',
  );
});

await t.test('the table shows what was measured', async (t) => {
  const text = await render('table', [completeReport]);
  for (const expected of [
    /^ch_PP-OCRv4_rec_infer\.onnx$/m,
    /^GPU \(ONNX\) · onnx 1\.30\.0 · 10\.4 MB · sha256 48fc40f24f6d$/m,
    /median +4\.07 ms +95 % CI 4\.03 … 4\.21 ms/,
    /min … max +4\.02 … 9\.87 ms/,
    /p90 +– +needs 29 runs/,
    /first run +12\.5 ms +3\.07 × the median/,
    /throughput +216 \/s/,
    /distribution +█/,
    /outliers +1 /,
    /CPU +197 % +of one core, of 16/,
    /GPU memory +512 MB/,
    /floor +9\.50 µs/,
    /process start +71\.5 ms/,
    /inference +153 MB +70\.3 MB above the baseline/,
    /Placement +partial: /,
    /cuda +380 nodes +3\.20 ms/,
    /x +float32 +1×3×48×320 +random/,
    /Conv +cuda +42 +2\.10 ms +58\.3 %/,
    /OUTLIERS\n {4}1 of 10 runs lies far/,
  ]) {
    t.match(text, expected);
  }
  t.notMatch(text, /Comparison|Failed/);
});

await t.test('a failure shows cause, exit code, advice and the last words', async (t) => {
  const text = await render('table', [failedReport]);
  t.match(text, /Failed +RUNNER_CRASHED \(exit code 12, SIGSEGV\)/);
  t.match(text, /ended by SIGSEGV while loading/);
  t.match(text, /try other inputs/);
  t.match(text, /\n {4}Segmentation fault\n/);
});

await t.test('several reports are compared, failed ones too', async (t) => {
  const text = await render('table', [completeReport, failedReport]);
  t.match(text, /Comparison[^]*4\.07 ms +1\.00 × +±3\.4 % +59\.8 ms +153 MB\n[^]*failed\n$/);
});

await t.test('JSON is one object for one report, an array where several were asked for', async (t) => {
  t.strictSame(reportSchema.parse(JSON.parse(await render('json', [completeReport]))), completeReport);
  const several: unknown = JSON.parse(await render('json', [completeReport, failedReport]));
  t.strictSame(reportSchema.array().parse(several), [completeReport, failedReport]);
  const cutShort: unknown = JSON.parse(await render('json', [completeReport], context(2)));
  t.ok(Array.isArray(cutShort), 'also while the second one is still measured');
});

await t.test('NDJSON is one report a line', async (t) => {
  const lines = (await render('ndjson', [completeReport, hostileReport])).trimEnd().split('\n');
  t.strictSame(
    lines.map((line) => JSON.parse(line) as unknown),
    [completeReport, hostileReport],
  );
});

await t.test('CSV has the same columns in every line, and no formulas', async (t) => {
  const [heading, first, second] = (await render('csv', [completeReport, failedReport])).split('\n');
  t.equal(heading, CSV_COLUMNS.map(([name]) => name).join(','));
  t.equal(new Set(CSV_COLUMNS.map(([name]) => name)).size, CSV_COLUMNS.length);
  const cells = (line: string | undefined) => line?.split(',') ?? [];
  t.equal(cells(first).length, CSV_COLUMNS.length);
  t.equal(cells(first)[CSV_COLUMNS.findIndex(([name]) => name === 'inference_median_ms')], '4.07');
  t.equal(cells(second)[CSV_COLUMNS.findIndex(([name]) => name === 'exit_code')], '12');
  t.match(await render('csv', [hostileReport]), /,"'=1\+1,""a-model/);
});

await t.test('Markdown keeps its tables whole', async (t) => {
  const text = await render('markdown', [completeReport, hostileReport]);
  for (const table of text.split('\n\n').filter((block) => block.startsWith('|'))) {
    const columns = table
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll('\\|', '').split('|').length);
    t.equal(new Set(columns).size, 1);
  }
  t.match(text, /^### ch_PP-OCRv4_rec_infer\.onnx$/m);
  t.match(text, /\| median \| 4\.07 ms \| 95 % CI/);
  t.match(text, /<details>/);
  t.match(text, /\*\*Failed: OUTPUT_MISMATCH\*\* \(exit code 12, SIGSEGV\)/);
});

await t.test('files are known by their endings, and each ending by one format', async (t) => {
  t.equal(formatForFile('/a/B.JSON')?.name, 'json');
  t.equal(formatForFile('a.jsonl')?.name, 'ndjson');
  t.equal(formatForFile('a.md')?.name, 'markdown');
  t.equal(formatForFile('a.html')?.name, 'html');
  t.equal(formatForFile('a.xyz'), undefined);
  t.equal(formatForFile('json'), undefined);
  const endings = REPORT_FORMATS.flatMap((format) => format.endings);
  t.equal(new Set(endings).size, endings.length);
});

const hostileComparison: ComparisonReport = {
  ...regressedComparison,
  baseline: hostileReport,
  candidate: hostileReport,
  differences: [{ field: 'model', baseline: `${LONG}\u001b[2J`, candidate: `<b>${LONG}|` }],
  warnings: [{ code: LONG, message: LONG }],
};

async function renderComparison(name: string, comparison: ComparisonReport, width = 80, paint = plainPaint) {
  const format = findFormat(name);
  if (format === undefined) throw new Error(`no format ${name}`);
  return format.renderComparison(comparison, { planned: 1, width, paint });
}

await t.test(
  'the table of a comparison fits, and says verdict, change and what could have been found',
  async (t) => {
    for (const comparison of [passedComparison, regressedComparison, failedComparison, hostileComparison]) {
      for (const width of [60, 80, 100]) {
        const text = await renderComparison('table', comparison, width);
        const widest = text.split('\n').reduce((most, line) => Math.max(most, stringWidth(line)), 0);
        t.ok(widest <= width, `${widest} of ${width}`);
        t.notMatch(text, /[\u0000-\u0009\u000b-\u001f]/);
      }
    }
    const text = await renderComparison('table', regressedComparison);
    t.match(text, /^ch_PP-OCRv5_rec_infer\.onnx against ch_PP-OCRv4_rec_infer\.onnx$/m);
    t.match(text, /^Regressed\n {2}Latency changed by \+2\d\.\d … \+3\d\.\d %: beyond the limit of 5 %\.$/m);
    t.match(text, /latency +4\.0\d ms +5\.2\d ms +\+30\.\d % .* regressed$/m);
    t.match(text, /load .* (pass|inconclusive)\*$/m);
    t.match(text, /memory +10 % +0 % +6$/m);
    t.match(await renderComparison('table', failedComparison), /Failed +RUNNER_CRASHED/);
    t.match(await renderComparison('table', passedComparison, 80, colorPaint), /\u001b\[32mPass/);
  },
);

await t.test('a comparison in the formats for machines', async (t) => {
  for (const name of ['json', 'ndjson']) {
    const parsed: unknown = JSON.parse(await renderComparison(name, hostileComparison));
    t.strictSame(comparisonSchema.parse(parsed), hostileComparison);
  }
  const lines = (await renderComparison('csv', passedComparison)).trimEnd().split('\n');
  t.equal(lines.length, 5, 'a line a metric');
  t.equal(lines[0], COMPARISON_CSV_COLUMNS.map(([name]) => name).join(','));
});

await t.test('a comparison in Markdown leads with its verdict', async (t) => {
  t.match(await renderComparison('markdown', passedComparison), /^### Pass: ch\_PP/);
  const hostile = await renderComparison('markdown', hostileComparison);
  t.notMatch(hostile, /[^\\]<b>/);
  t.notMatch(hostile, /[\u0000-\u0009\u000b-\u001f]/);
});

await t.test('Markdown mentions nobody, links nowhere and decodes nothing', async (t) => {
  const fileName = '&rlm;@team https://evil.example www.evil.example';
  const text = await render('markdown', [
    { ...completeReport, model: { ...completeReport.model, fileName } },
  ]);
  t.notMatch(text, /(?<!\\)&|@\w|:\/\/|www\.\w/);
});

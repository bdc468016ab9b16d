import type { BenchmarkReport, ReportInput } from '@dumont/protocol';
import stringWidth from 'string-width';
import t from 'tap';
import {
  failedComparison,
  passedComparison,
  regressedComparison,
} from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { htmlFormat } from './html.ts';
import { markdownFormat } from './markdown.ts';
import { REPORT_FORMATS } from './registry.ts';
import { tableFormat } from './table.ts';
import { colorPaint } from './paint.ts';
import { hostileComparison, hostileReport } from './testing/hostile.ts';
import { context, render, renderComparison } from './testing/render.ts';

const withLibrary: BenchmarkReport = {
  ...completeReport,
  engine: {
    ...completeReport.engine,
    version: '1.32.0',
    library: { version: '1.32.0', sha256: 'c0ffee'.repeat(10) },
  },
};

const cases = { complete: completeReport, failed: failedReport, hostile: hostileReport };

await t.test('no line of the table is wider than the terminal', async (t) => {
  for (const width of [60, 80, 100]) {
    for (const [name, report] of Object.entries(cases)) {
      const text = await render(tableFormat, [report, completeReport], context(2, width));
      const widest = text.split('\n').reduce((most, line) => Math.max(most, stringWidth(line)), 0);
      t.ok(widest <= width, `${name} in ${width} columns takes ${widest}`);
    }
  }
});

await t.test('nothing from a model steers a terminal', async (t) => {
  t.notMatch(await render(tableFormat, [hostileReport]), /[\u0000-\u0009\u000b-\u001f]/);
  t.match(
    await render(tableFormat, [completeReport], context(1, 80, colorPaint)),
    /\u001b\[1m/,
    'colours are ours',
  );
});

await t.test('the library of the runtime is named by its checksum', async (t) => {
  for (const format of [tableFormat, markdownFormat, htmlFormat])
    t.match(await render(format, [withLibrary]), 'onnx 1.32.0 (library c0ffeec0ffee)', format.name);
});

await t.test('what an input was given stands beside it', async (t) => {
  const [input] = completeReport.inputs;
  if (input === undefined) return t.fail('the sample has an input');
  const inputs: ReportInput[] = [
    { ...input, source: 'value', value: '16000' },
    { ...input, source: 'file', sha256: 'c0ffee'.repeat(10) },
    { ...input, source: 'searched' },
  ];
  for (const format of [tableFormat, markdownFormat, htmlFormat]) {
    const text = await render(format, [{ ...completeReport, inputs }]);
    for (const said of ['value: 16000', 'file: sha256 c0ffeec0ffee', 'found by trying'])
      t.match(text, said, format.name);
  }
});

await t.test('every format tells what made-up whole numbers are', async (t) => {
  const [input] = completeReport.inputs;
  if (input === undefined) return t.fail('the sample has an input');
  const ids: ReportInput = { ...input, name: 'ids', dtype: 'int64', source: 'convention' };
  const inputs: ReportInput[] = [
    { ...ids, range: { least: 0, most: 30_521, order: 'random' } },
    { ...ids, name: 'positions', range: { least: 0, most: 127, order: 'counting' } },
    { ...ids, name: 'steps', shape: [], value: '1', setsAmount: true },
    { ...ids, name: 'what', source: 'random', range: { least: 0, most: 1, order: 'random' } },
  ];
  for (const format of REPORT_FORMATS.filter(({ name }) => !name.endsWith('json'))) {
    const text = await render(format, [{ ...completeReport, inputs }]);
    for (const [name, values] of [
      ['ids', '0 to 30521'],
      ['positions', '0, 1 … 127'],
      ['steps', 'convention.*1'],
      ['what', '0 to 1'],
    ] as const)
      t.match(text, new RegExp(`${name}[^]*${values}`), `${format.name}: ${name}`);
  }
});

await t.test('the table shows what was measured', async (t) => {
  const text = await render(tableFormat, [completeReport]);
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
    /CPU a run +9\.20 ms +over all cores/,
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
  const text = await render(tableFormat, [failedReport]);
  t.match(text, /Failed +RUNNER_CRASHED \(exit code 12, SIGSEGV\)/);
  t.match(text, /ended by SIGSEGV while loading/);
  t.match(text, /try other inputs/);
  t.match(text, /\n {4}Segmentation fault\n/);
});

await t.test('several reports are compared, failed ones too', async (t) => {
  const text = await render(tableFormat, [completeReport, failedReport]);
  t.match(text, /Comparison[^]*4\.07 ms +1\.00 × +±3\.4 % +59\.8 ms +153 MB +6\.5e-7\n[^]*failed\n$/);
});

await t.test(
  'the table of a comparison fits, and says verdict, change and what could have been found',
  async (t) => {
    for (const comparison of [passedComparison, regressedComparison, failedComparison, hostileComparison]) {
      for (const width of [60, 80, 100]) {
        const text = await renderComparison(tableFormat, comparison, context(1, width));
        const widest = text.split('\n').reduce((most, line) => Math.max(most, stringWidth(line)), 0);
        t.ok(widest <= width, `${widest} of ${width}`);
        t.notMatch(text, /[\u0000-\u0009\u000b-\u001f]/);
      }
    }
    const text = await renderComparison(tableFormat, regressedComparison);
    t.match(text, /^ch_PP-OCRv5_rec_infer\.onnx against ch_PP-OCRv4_rec_infer\.onnx$/m);
    t.match(text, /^Regressed\n {2}Latency changed by \+2\d\.\d … \+3\d\.\d %: beyond the limit of 5 %\.$/m);
    t.match(text, /latency +4\.0\d ms +5\.2\d ms +\+30\.\d % .* regressed$/m);
    t.match(text, /load .* (pass|inconclusive)\*$/m);
    t.match(text, /memory +10 % +0 % +6$/m);
    t.match(await renderComparison(tableFormat, failedComparison), /Failed +RUNNER_CRASHED/);
    t.match(
      await renderComparison(tableFormat, passedComparison, context(1, 80, colorPaint)),
      /\u001b\[32mPass/,
    );
  },
);

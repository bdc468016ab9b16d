/** What is no plain tensor, in every format: how it was given, and that an output was not compared. */
import { reportSchema, warning, type BenchmarkReport } from '@dumont/protocol';
import t from 'tap';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { csvFormat } from './csv.ts';
import { htmlFormat } from './html.ts';
import { jsonFormat } from './json.ts';
import { junitFormat } from './junit.ts';
import { markdownFormat } from './markdown.ts';
import { ndjsonFormat } from './ndjson.ts';
import { openMetricsFormat } from './openmetrics.ts';
import { tableFormat } from './table.ts';
import { render } from './testing/render.ts';

const report: BenchmarkReport = reportSchema.parse({
  ...completeReport,
  engine: { ...completeReport.engine, api: 'node' },
  inputs: [
    {
      ...{ name: 's', dtype: 'int64', shape: [3], source: 'file' },
      container: { kind: 'sequence', length: 2 },
    },
  ],
  expectation: {
    ...{ matched: null, rtol: 0, atol: 0 },
    outputs: [
      { name: 'y', matched: true, maxAbsError: 0, detail: 'all 3 are equal' },
      { name: 't', matched: null, maxAbsError: null, detail: 'the engine did not return it' },
    ],
  },
  warnings: [warning('OUTPUTS_NOT_COMPARED', { outputs: ['t (the engine did not return it)'] })],
});

await t.test('people read that an output was not compared, beside those that were', async (t) => {
  const table = await render(tableFormat, [report]);
  t.match(table, /^Outputs\W+not all compared/m);
  t.match(table, /^ {2}y +yes +0\.00 +all 3 are equal$/m);
  t.match(table, /^ {2}t +not compared +– +the engine did not return it$/m);
  t.match(table, /OUTPUTS_NOT_COMPARED\n/);
  const markdown = await render(markdownFormat, [report]);
  t.match(markdown, /\| t \| not compared \| – \| the engine did not return it \|/);
  t.match(markdown, '**OUTPUTS_NOT_COMPARED**');
  const page = await render(htmlFormat, [report]);
  t.match(page, /not compared<\/td>/);
  t.match(page, 'OUTPUTS_NOT_COMPARED');
});

await t.test('machines read it too', async (t) => {
  for (const format of [jsonFormat, ndjsonFormat])
    t.match(JSON.parse(await render(format, [report])), { expectation: { matched: null } });
  t.match((await render(csvFormat, [report])).split('\n')[1], /,node,not all compared,/);
  t.match(await render(junitFormat, [report]), 'OUTPUTS_NOT_COMPARED: Some outputs were not compared');
  t.match(await render(openMetricsFormat, [report]), /^dumont_outputs_not_compared\{.*\} 1$/m);
  t.match(await render(openMetricsFormat, [completeReport]), /^dumont_outputs_not_compared\{.*\} 0$/m);
  t.match((await render(csvFormat, [completeReport])).split('\n')[1], /,,true,/);
});

await t.test('an input that is a sequence says of how many tensors', async (t) => {
  t.match(await render(tableFormat, [report]), /^ {2}s +sequence of 2 int64 +3 +file$/m);
  t.match(await render(markdownFormat, [report]), '| s | sequence of 2 int64 | 3 | file |');
});

await t.test('the heading says by which interface the runtime was called', async (t) => {
  for (const format of [tableFormat, markdownFormat, htmlFormat]) {
    const text = await render(format, [report]);
    t.match(text.replaceAll('\\', ''), 'onnx 1.30.0 (node API)', format.name);
    t.notMatch(await render(format, [completeReport]), ' API)', 'where there are several');
  }
});

import { comparisonSchema, reportSchema } from '@dumont/protocol';
import t from 'tap';
import { completeReport, failedReport } from '../../../protocol/src/testing/sample-report.ts';
import { jsonFormat } from './json.ts';
import { hostileComparison } from './testing/hostile.ts';
import { context, render, renderComparison } from './testing/render.ts';

await t.test('JSON is one object for one report, an array where several were asked for', async (t) => {
  t.strictSame(reportSchema.parse(JSON.parse(await render(jsonFormat, [completeReport]))), completeReport);
  const several: unknown = JSON.parse(await render(jsonFormat, [completeReport, failedReport]));
  t.strictSame(reportSchema.array().parse(several), [completeReport, failedReport]);
  const cutShort: unknown = JSON.parse(await render(jsonFormat, [completeReport], context(2)));
  t.ok(Array.isArray(cutShort), 'also while the second one is still measured');
});

await t.test('a comparison is one object', async (t) => {
  const parsed: unknown = JSON.parse(await renderComparison(jsonFormat, hostileComparison));
  t.strictSame(comparisonSchema.parse(parsed), hostileComparison);
});

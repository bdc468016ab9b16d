import { comparisonSchema } from '@dumont/protocol';
import t from 'tap';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { ndjsonFormat } from './ndjson.ts';
import { hostileComparison, hostileReport } from './testing/hostile.ts';
import { render, renderComparison } from './testing/render.ts';

await t.test('NDJSON is one report a line', async (t) => {
  const lines = (await render(ndjsonFormat, [completeReport, hostileReport])).trimEnd().split('\n');
  t.strictSame(
    lines.map((line) => JSON.parse(line) as unknown),
    [completeReport, hostileReport],
  );
});

await t.test('a comparison is one line', async (t) => {
  const text = await renderComparison(ndjsonFormat, hostileComparison);
  t.equal(text.indexOf('\n'), text.length - 1);
  const parsed: unknown = JSON.parse(text);
  t.strictSame(comparisonSchema.parse(parsed), hostileComparison);
});

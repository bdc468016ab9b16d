import t from 'tap';
import { passedComparison } from '../../../protocol/src/testing/sample-comparison.ts';
import { completeReport } from '../../../protocol/src/testing/sample-report.ts';
import { markdownFormat } from './markdown.ts';
import { hostileComparison, hostileReport } from './testing/hostile.ts';
import { render, renderComparison } from './testing/render.ts';

await t.test('nothing from a model steers a terminal', async (t) => {
  t.notMatch(await render(markdownFormat, [hostileReport]), /[\u0000-\u0009\u000b-\u001f]/);
});

await t.test('Markdown keeps its tables whole', async (t) => {
  const text = await render(markdownFormat, [completeReport, hostileReport]);
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

await t.test('a comparison in Markdown leads with its verdict', async (t) => {
  t.match(await renderComparison(markdownFormat, passedComparison), /^### Pass: ch\_PP/);
  const hostile = await renderComparison(markdownFormat, hostileComparison);
  t.notMatch(hostile, /[^\\]<b>/);
  t.notMatch(hostile, /[\u0000-\u0009\u000b-\u001f]/);
});

await t.test('Markdown mentions nobody, links nowhere and decodes nothing', async (t) => {
  const fileName = '&rlm;@team https://evil.example www.evil.example';
  const text = await render(markdownFormat, [
    { ...completeReport, model: { ...completeReport.model, fileName } },
  ]);
  t.notMatch(text, /(?<!\\)&|@\w|:\/\/|www\.\w/);
});

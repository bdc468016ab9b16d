import t from 'tap';
import { conditionalHeaders, readContentRange, readLength, strongValidator } from './response-facts.ts';

await t.test('a length is taken at its word, and the lack of one is not', async (t) => {
  t.equal(readLength({ 'content-length': '42' }), 42);
  t.equal(readLength({ 'content-length': '42', 'content-encoding': 'Identity' }), 42);
  t.equal(readLength({ 'transfer-encoding': 'chunked' }), null);
  for (const headers of [
    {},
    { 'content-length': '-1' },
    { 'content-length': '1e3' },
    { 'content-length': '9'.repeat(30) },
    { 'transfer-encoding': 'gzip' },
  ]) {
    t.throws(() => readLength(headers), /does not say where the file ends/, JSON.stringify(headers));
  }
  t.throws(() => readLength({ 'content-length': '42', 'content-encoding': 'gzip' }), /compressed/);
});

await t.test('a part is used only where it reaches to the end', async (t) => {
  const range = (text: string) => readContentRange({ 'content-range': text });
  t.strictSame(range('bytes 5-9/10'), { start: 5, totalBytes: 10 });
  t.strictSame(range('bytes 5-9/*'), { start: 5, totalBytes: null });
  for (const text of ['bytes 5-8/10', 'bytes 9-5/10', 'bytes */10', 'items 5-9/10', 'bytes 5-9', '']) {
    t.equal(range(text), undefined, text);
  }
});

await t.test('only what surely names the same bytes resumes them', async (t) => {
  const lastModified = 'Mon, 05 Jan 2026 10:00:00 GMT';
  t.equal(strongValidator({ etag: '"a"' }), '"a"');
  t.equal(strongValidator({ etag: 'W/"a"', 'last-modified': lastModified }), null);
  t.equal(strongValidator({ etag: 'bare' }), null);
  t.equal(strongValidator({}), null);
  t.equal(strongValidator({ 'last-modified': lastModified }), null);
  const at = (date: string) => strongValidator({ 'last-modified': lastModified, date });
  t.equal(at('Mon, 05 Jan 2026 10:00:59 GMT'), null, 'it may change again within the second');
  t.equal(at('Mon, 05 Jan 2026 10:01:00 GMT'), lastModified);
  t.equal(at('some day'), null);
});

await t.test('a copy is asked about by the better of its marks', async (t) => {
  t.strictSame(conditionalHeaders({ etag: 'W/"a"', lastModified: 'x' }), { 'if-none-match': 'W/"a"' });
  t.strictSame(conditionalHeaders({ etag: null, lastModified: 'x' }), { 'if-modified-since': 'x' });
  t.strictSame(conditionalHeaders({ etag: null, lastModified: null }), {});
});

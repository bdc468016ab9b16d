import t from 'tap';
import {
  escapeJson,
  printable,
  printableDocument,
  printableJson,
  printableLines,
  printableMessage,
} from './printable.ts';

const STEERING = [
  ...[0x00, 0x07, 0x08, 0x0b, 0x0d, 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9d, 0x9f, 0x61c, 0x200e, 0x200f],
  ...[0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
].map((code) => String.fromCharCode(code));

await t.test('what steers a terminal is shown as its number', async (t) => {
  for (const character of STEERING) {
    const shown = printable(`a${character}b`);
    t.match(shown, /^a\\u[0-9a-f]{4}b$/);
    t.equal(JSON.parse(`"${shown}"`), `a${character}b`, 'which says what it was');
    t.equal(printable(shown), shown);
  }
  t.equal(printable('모델 – é 日本 👩‍🔬.onnx'), '모델 – é 日本 👩‍🔬.onnx', 'everything else stays');
  t.equal(printable('a\n\tb'), 'a  b', 'and it is one line');
  t.equal(printableLines('a\n\u001bb'), 'a\n\\u001bb');
  t.equal(printableMessage('a\n\u001bb\n'), 'a\n       \\u001bb');
});

await t.test('JSON keeps its value, and a terminal its peace', async (t) => {
  const value = { [`k${STEERING.join('')}`]: [STEERING.join(''), 1, null] };
  for (const indent of [undefined, 2]) {
    const json = printableJson(value, indent);
    t.strictSame(JSON.parse(json), value);
    t.equal(printable(json.replaceAll('\n', '')), json.replaceAll('\n', ''));
    t.equal(escapeJson(json), json);
  }
});

await t.test('a document is converted with its names and the texts inside', async (t) => {
  const samples = [1, 2];
  const document = { samples, message: 'a\nb\r', inner: { '\u001bkey': ['a\nb'], none: null, yes: true } };
  const shown = printableDocument(document);
  t.strictSame(shown, {
    samples,
    message: 'a\nb\\u000d',
    inner: { '\\u001bkey': ['a b'], none: null, yes: true },
  });
  t.equal(shown.samples, samples, 'samples are not copied');
});

import t from 'tap';
import {
  durationText,
  parseCount,
  parseDurationMs,
  parsePercent,
  parseSizeBytes,
  parseTolerance,
  sizeText,
} from './quantities.ts';

await t.test('times carry a unit, or are seconds', async (t) => {
  for (const [text, ms] of [
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['2', 2000],
    ['.5', 500],
    ['10 S', 10_000],
  ] as const) {
    t.equal(parseDurationMs(text), ms, text);
  }
  for (const text of ['', '0', '0ms', '-1s', 'abc', '5 parsecs', 'NaN', 'Infinity', '1e3', '600h', '1s 2s']) {
    t.equal(parseDurationMs(text), undefined, text);
  }
});

await t.test('sizes carry a unit, in powers of 1024', async (t) => {
  for (const [text, bytes] of [
    ['512MB', 512 * 2 ** 20],
    ['2gb', 2 ** 31],
    ['2GiB', 2 ** 31],
    ['1.5 KB', 1536],
    ['100B', 100],
  ] as const) {
    t.equal(parseSizeBytes(text), bytes, text);
  }
  for (const text of ['', '512', '0MB', '-1MB', '0.1B', '5ib', '2TB', '99999999999GB']) {
    t.equal(parseSizeBytes(text), undefined, text);
  }
});

await t.test('counts are plain digits within bounds', async (t) => {
  t.equal(parseCount('10', 1, 100), 10);
  t.equal(parseCount('0', 0, 100), 0);
  for (const text of ['0', '101', '-1', '1.5', '1e2', '0x10', '', ' 1', 'NaN', '9'.repeat(400)]) {
    t.equal(parseCount(text, 1, 100), undefined, text);
  }
});

await t.test('tolerances are finite and not negative', async (t) => {
  t.equal(parseTolerance('1e-3'), 1e-3);
  t.equal(parseTolerance('0'), 0);
  t.equal(parseTolerance('.5'), 0.5);
  for (const text of ['', '-1', 'NaN', '1e999', 'x']) t.equal(parseTolerance(text), undefined, text);
});

await t.test('percentages have their sign', async (t) => {
  t.equal(parsePercent('5%'), 0.05);
  t.equal(parsePercent('2.5 %'), 0.025);
  t.equal(parsePercent('0'), 0);
  for (const text of ['5', '0.05', '-5%', '', '%', '1e3%', '1000000%'])
    t.equal(parsePercent(text), undefined, text);
});

await t.test('what is written is read again', async (t) => {
  for (const text of ['200ms', '30s', '90s', '10m', '36h']) {
    t.equal(durationText(parseDurationMs(text) ?? NaN), text);
  }
  for (const text of ['100B', '3KB', '512MB', '20GB']) t.equal(sizeText(parseSizeBytes(text) ?? NaN), text);
});

import t from 'tap';
import {
  formatCount,
  formatFileSize,
  formatMemory,
  formatPercent,
  formatRate,
  formatRatio,
  formatTime,
  timeScaleFor,
} from './quantity.ts';

await t.test('times have three significant digits in a fitting unit', async (t) => {
  for (const [ms, text] of [
    [0, '0 ns'],
    [1e-6, '1 ns'],
    [0.000_812_4, '812 ns'],
    [0.001, '1.00 µs'],
    [0.032_76, '32.8 µs'],
    [0.999_6, '1.00 ms'],
    [9.8137, '9.81 ms'],
    [327.4, '327 ms'],
    [999.7, '1.00 s'],
    [1234, '1.23 s'],
    [4_321_000, '4,321 s'],
  ] as const) {
    t.equal(formatTime(ms), text);
  }
});

await t.test('times beside each other share unit and decimals', async (t) => {
  const scale = timeScaleFor(9.81);
  t.equal(scale.unit, 'ms');
  t.equal(scale.number(0.5), '0.50');
  t.equal(scale.format(1234.5678), '1,234.57 ms');
});

await t.test('memory, shares, rates, ratios and counts', async (t) => {
  t.equal(formatMemory(0.5521), '0.55 MB');
  t.equal(formatMemory(20.54), '20.5 MB');
  t.equal(formatMemory(1234.5), '1,235 MB');
  t.equal(formatMemory(-0.25), '-0.25 MB');
  t.equal(formatMemory(20_480), '20.0 GB');
  t.equal(formatFileSize(146), '146 B');
  t.equal(formatFileSize(565_500), '552.2 KB');
  t.equal(formatFileSize(4_745_517), '4.5 MB');
  t.equal(formatFileSize(2.5 * 2 ** 30), '2.50 GB');
  t.equal(formatPercent(0.42), '0.4 %');
  t.equal(formatPercent(173.9), '174 %');
  t.equal(formatRate(0.512), '0.512 /s');
  t.equal(formatRate(101.44), '101 /s');
  t.equal(formatRate(12_345), '12,300 /s');
  t.equal(formatRatio(1.254), '1.25 ×');
  t.equal(formatRatio(123.4), '123 ×');
  t.equal(formatCount(1, 'core'), '1 core');
  t.equal(formatCount(1.5, 'core'), '1.5 cores');
  t.equal(formatCount(5, 'process', 'processes'), '5 processes');
});

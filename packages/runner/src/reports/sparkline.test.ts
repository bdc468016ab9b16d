import t from 'tap';
import { drawCourse, drawHistogram } from './sparkline.ts';

await t.test('bars are as high as bins are full', async (t) => {
  const { bars, low, high, beyond } = drawHistogram([1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 5]);
  t.equal(bars.length, 7);
  t.equal(bars, '█  ▁  ▁');
  t.strictSame([low, high, beyond], [1, 5, 0]);
});

await t.test('one value is one bar', async (t) => {
  t.match(drawHistogram([2, 2, 2]), { bars: '█', low: 2, high: 2 });
  t.match(drawHistogram([2]), { bars: '█' });
});

await t.test('many samples lose their outermost hundredths, and it says how many', async (t) => {
  const samples = Array.from({ length: 200 }, (_, index) => 10 + (index % 10) / 10);
  samples[0] = 1000;
  const { high, beyond, bars } = drawHistogram(samples);
  t.ok(high < 11);
  t.equal(beyond, 4);
  t.ok(bars.length <= 28);
});

await t.test('the course rises with the samples', async (t) => {
  t.equal(drawCourse([1, 2, 3, 4, 5, 6, 7, 8], { low: 1, high: 8 }), '▁▂▃▄▅▆▇█');
  t.equal(drawCourse([5, 5, 5], { low: 5, high: 5 }), '▁▁▁');
  t.equal(drawCourse([0, 9], { low: 1, high: 8 }), '▁█', 'what is off the scale stays at its edge');
  const long = Array.from({ length: 1000 }, (_, index) => index);
  t.equal(drawCourse(long, { low: 0, high: 999 }).length, 28);
});

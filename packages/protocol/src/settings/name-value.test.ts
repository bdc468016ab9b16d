import t from 'tap';
import { parseDimension, parseRange, parseShape, splitAtFirst, splitAtLast } from './name-value.ts';

await t.test('names of inputs hold what separates other things', async (t) => {
  t.strictSame(splitAtLast('input:0=1x2'), { name: 'input:0', value: '1x2' });
  t.strictSame(splitAtLast('/model/a.b=1x2'), { name: '/model/a.b', value: '1x2' });
  t.strictSame(splitAtLast('a=b=1x2'), { name: 'a=b', value: '1x2' });
  t.strictSame(splitAtLast('scalar='), { name: 'scalar', value: '' });
  for (const text of ['', '=1', 'name']) t.equal(splitAtLast(text), undefined, text);
});

await t.test('values and paths hold equals signs', async (t) => {
  t.strictSame(splitAtFirst('text=a=b'), { name: 'text', value: 'a=b' });
  t.strictSame(splitAtFirst('x=/data/day=1/x.npy'), { name: 'x', value: '/data/day=1/x.npy' });
  t.strictSame(splitAtFirst('x=C:\\data\\x.npy'), { name: 'x', value: 'C:\\data\\x.npy' });
  t.strictSame(splitAtFirst('"a=b"=c=d'), { name: 'a=b', value: 'c=d' });
  t.strictSame(splitAtFirst('"say \\"hi\\""=1'), { name: 'say "hi"', value: '1' });
  t.strictSame(splitAtFirst('"half=1'), { name: '"half', value: '1' }, 'a quote alone is part of the name');
  t.equal(splitAtFirst('"bad \\q"=1'), undefined);
  for (const text of ['', '=1', 'name']) t.equal(splitAtFirst(text), undefined, text);
});

await t.test('shapes are sizes joined by x', async (t) => {
  t.strictSame(parseShape('1x3x224x224'), [1, 3, 224, 224]);
  t.strictSame(parseShape('0x4'), [0, 4]);
  t.strictSame(parseShape(''), []);
  for (const text of ['1x', 'x', '1,2', '-1x2', '1.5', 'ax2', '9'.repeat(30)]) {
    t.equal(parseShape(text), undefined, text);
  }
  t.equal(parseDimension('4'), 4);
  t.equal(parseDimension(''), undefined);
});

await t.test('a range has its least number first', (t) => {
  t.strictSame(parseRange('0..30521'), [0, 30_521]);
  t.strictSame(parseRange('-1.5..1e3'), [-1.5, 1000]);
  t.strictSame(parseRange('7..7'), [7, 7]);
  for (const wrong of ['', '5', '5..', '..5', '9..1', '0...5', '0..x', '1..1e999'])
    t.equal(parseRange(wrong), undefined, wrong);
  t.end();
});

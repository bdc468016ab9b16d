import t from 'tap';
import { compareWithStored } from './stored-comparison.ts';

const around = (center: number, n: number) =>
  Array.from({ length: n }, (_, index) => center * (1 + ((index % 5) - 2) * 0.01));

await t.test('a stored figure is one process only, which no number of fresh ones makes up for', async (t) => {
  const width = (processes: number, n: number) => {
    const { changeCi95 } = compareWithStored({ figure: 10, processes }, around(10, n), 0.05);
    return changeCi95 === null ? NaN : changeCi95[1] - changeCi95[0];
  };
  t.ok(width(1, 1000) > 0.9 * 2 * 1.96 * 0.0141, 'as wide as two deviations to either side');
  t.ok(width(5, 10) < 0.6 * width(1, 10));
});

await t.test('clear cases are decided, the others are not', async (t) => {
  const judge = (center: number) => compareWithStored({ figure: 10, processes: 1 }, around(center, 10), 0.05);
  t.equal(judge(10).verdict, 'pass');
  t.equal(judge(13).verdict, 'regressed');
  t.equal(judge(10.5).verdict, 'inconclusive');
  t.ok(Math.abs(judge(13).change - 0.3) < 0.01);
});

await t.test('five processes have a change and no interval', async (t) => {
  const { changeCi95, verdict } = compareWithStored({ figure: 10, processes: 1 }, around(20, 5), 0.05);
  t.equal(changeCi95, null);
  t.equal(verdict, 'inconclusive');
  t.throws(() => compareWithStored({ figure: 0, processes: 1 }, [1], 0), RangeError);
});

import t from 'tap';
import { isStable } from './stability.ts';

/** Around 100 ms, evenly over ± `spread`. */
const runs = (n: number, spread: number) =>
  Float64Array.from({ length: n }, (_, index) => 100 + spread * ((2 * index) / (n - 1) - 1));

await t.test('the median is stable once its interval is within 1 % to either side', async (t) => {
  // The interval of ten runs is from the second to the ninth: 7/9 of the spread to either side.
  t.ok(isStable(runs(10, 1.28)));
  t.notOk(isStable(runs(10, 1.29)));
});

await t.test('more runs make a wide spread stable', async (t) => {
  t.notOk(isStable(runs(100, 10)));
  t.ok(isStable(runs(2000, 10)));
});

await t.test('without an interval nothing is stable, however equal the runs', async (t) => {
  t.notOk(isStable([]));
  t.notOk(isStable([5, 5, 5, 5, 5]));
  t.ok(isStable([5, 5, 5, 5, 5, 5]));
});

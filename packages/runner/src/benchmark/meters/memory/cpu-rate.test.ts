import t from 'tap';
import { CpuRate } from './cpu-rate.ts';

await t.test('CPU time between two looks, of all processes together', async (t) => {
  const rate = new CpuRate();
  t.equal(rate.observe(new Map([[1, 700]]), 0), null, 'nothing before it');
  t.equal(rate.observe(new Map([[1, 1200]]), 500), 100);
  t.equal(
    rate.observe(
      new Map([
        [1, 1700],
        [2, 250],
      ]),
      1000,
    ),
    150,
    'a new process',
  );
  t.equal(rate.observe(new Map([[2, 750]]), 1500), 100, 'one that has ended');
  t.equal(rate.observe(new Map([[2, 10]]), 2000), 0, 'its number given to another');
});

await t.test('a look too soon says nothing, and is not what the next one counts from', async (t) => {
  const rate = new CpuRate();
  rate.observe(new Map([[1, 0]]), 0);
  t.equal(rate.observe(new Map([[1, 100]]), 100), null);
  t.equal(rate.observe(new Map([[1, 500]]), 500), 100);
});

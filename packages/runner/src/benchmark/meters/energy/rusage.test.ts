/** macOS's call as a fake of it that is built here. */
import koffi from 'koffi';
import t from 'tap';
import { buildFake, FAKE_RUSAGE, skipWithoutGcc as skip } from '../../../host/testing/fake-library.ts';
import { openRusage } from './rusage.ts';

const SET = 'void fake_set(int pid, uint64_t ticks, uint64_t footprint, uint64_t energy_nj, uint64_t neural)';

await t.test('what the processes took meanwhile', { skip }, async (t) => {
  const file = await buildFake(FAKE_RUSAGE, t.testdir({}));
  const set = koffi.load(file).func(SET);
  const found = await openRusage(file);
  if ('reason' in found) throw new Error(found.reason);
  const { counter } = found;
  t.equal(counter.countsIdleness, false);
  set(1, 0, 0, 5e9, 0);
  counter.begin([1, 2]);
  set(1, 0, 0, 7e9, 0);
  t.equal(counter.end([1, 2]), 2);
  counter.begin([2]);
  t.equal(counter.end([2]), null, 'of none of them does it tell');
});

await t.test('an older system tells no energy', { skip }, async (t) => {
  t.match(await openRusage(await buildFake(FAKE_RUSAGE, t.testdir({}), '-DOLD')), {
    reason: /does not tell/,
  });
});

await t.test(
  'a library that has no such call',
  { skip: skip || process.platform === 'darwin' },
  async (t) => {
    t.match(await openRusage('/no/such/library'), { reason: /does not tell/ });
  },
);

import t from 'tap';
import { loadTimes } from './load-times.ts';

const cold = (loadMs: number, isCold: boolean | null) => ({
  loadMs,
  coldness: { cold: isCold, reason: isCold === true ? null : 'Because.' },
});

await t.test('where nobody asked for cold ones, all loads are summarised', async (t) => {
  const times = loadTimes([
    { loadMs: 30, coldness: null },
    { loadMs: 10, coldness: null },
  ]);
  t.match(times, { firstMs: 30, samplesMs: [30, 10], ms: { n: 2, median: 20 } });
  t.notOk('cold' in times);
});

await t.test('loads that found something cached are kept apart', async (t) => {
  t.match(loadTimes([cold(90, true), cold(10, false), cold(110, null)]), {
    samplesMs: [90, 10, 110],
    ms: { n: 2, median: 100 },
    cold: { loads: [true, false, null], reason: 'Because.', warmMs: { n: 1, median: 10 } },
  });
  t.match(loadTimes([cold(90, true)]).cold, { loads: [true], reason: null, warmMs: null });
});

await t.test('where none was cold there are those that there are', async (t) => {
  t.match(loadTimes([cold(10, false)]), { ms: { n: 1, median: 10 }, cold: { warmMs: { n: 1 } } });
});

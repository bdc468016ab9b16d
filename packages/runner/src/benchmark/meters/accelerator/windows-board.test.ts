/** Windows' performance counters as a fake of them that is built here. */
import path from 'node:path';
import koffi from 'koffi';
import t, { type Test } from 'tap';
import { buildFake, skipWithoutGcc as skip } from '../../../host/testing/fake-library.ts';
import { BoardWatch } from './board-watch.ts';
import { parseCounterItems } from './pdh-items.ts';
import { Pdh } from './pdh-query.ts';
import { WindowsBoard, WindowsCounters } from './windows-board.ts';
import { summarizeGpus } from './windows-gpus.ts';

const SOURCE = path.join(import.meta.dirname, 'testing', 'fake-pdh.c');
const MB = 2 ** 20;

async function open(t: Test, flag: string, now: () => number) {
  const file = await buildFake(SOURCE, t.testdir({}), `-D${flag}`);
  const pdh = await Pdh.open(file);
  if (pdh === null) throw new Error('the fake was not opened');
  const fake = koffi.load(file);
  return {
    counters: WindowsCounters.open(pdh, now),
    setPid: fake.func('void fake_set_pid(int)'),
    openQueries: fake.func('int fake_queries(void)'),
  };
}

await t.test('GPUs of any maker, and the processes on them', { skip }, async (t) => {
  let nowMs = 0;
  const { counters, setPid, openQueries } = await open(t, 'AS_SHOWN', () => nowMs);
  if (counters === null) throw new Error('the fake counts GPUs');
  const [card, internal] = WindowsBoard.list(counters);
  if (card === undefined || internal === undefined) throw new Error('the fake has two');
  t.match(card.identity, { name: 'GPU', uuid: 'luid_0x00000000_0x0000c85e_phys_0' });
  t.equal(card.bytesOf([812]), 0, 'it has not begun');
  setPid(812);
  // The query that is open was made before the process came, the one after it sees it.
  for (const atMs of [1000, 2000]) {
    nowMs = atMs;
    card.usedBytes();
  }
  t.equal(card.bytesOf([812, 813]), 900 * MB);
  t.equal(internal.bytesOf([4]), 250 * MB, 'it has no memory of its own');
  t.equal(card.usedBytes(), 2048 * MB);
  t.equal(internal.usedBytes(), 300 * MB);
  t.equal(card.utilizationPercent(), 75, 'the busiest engine, all processes together');
  t.equal(card.utilizationPercent(), null, 'told already');
  nowMs += 999;
  t.equal(card.utilizationPercent(), null);
  nowMs += 1;
  t.equal(card.utilizationPercent(), 75);
  t.equal(internal.utilizationPercent(), 3);
  t.equal(openQueries(), 1, 'one at a time');
  counters.close();
  t.equal(openQueries(), 0);
  counters.close();
});

await t.test('a phase is not told what was counted before it', { skip }, async (t) => {
  let nowMs = 0;
  const { counters, setPid } = await open(t, 'AS_SHOWN', () => nowMs);
  if (counters === null) throw new Error('the fake counts GPUs');
  t.teardown(() => {
    counters.close();
  });
  setPid(812);
  const [card] = WindowsBoard.list(counters);
  if (card === undefined) throw new Error('the fake has one');
  const watch = new BoardWatch(card);
  nowMs = 500;
  watch.begin([812], nowMs);
  for (let look = 0; look < 12; look++) {
    nowMs += 200;
    watch.look([812]);
  }
  t.match(watch.end([812], nowMs), {
    utilizationPercent: 75,
    memory: { of: 'process', peakBytes: 900 * MB },
    powerW: null,
    energy: null,
  });
});

await t.test('the longer counting takes, the less often it is done', { skip }, async (t) => {
  let nowMs = 0;
  // Each reading asks twice what time it is.
  const { counters } = await open(t, 'AS_SHOWN', () => (nowMs += 10));
  if (counters === null) throw new Error('the fake counts GPUs');
  t.teardown(() => {
    counters.close();
  });
  const { round } = counters;
  for (let look = 0; look < 150; look++) counters.gpu('any');
  t.equal(counters.round, round, '10 ms of it are too much for a second');
  for (let look = 0; look < 100; look++) counters.gpu('any');
  t.equal(counters.round, round + 1);
});

await t.test('a Windows that counts no GPUs, and a system that is none', { skip }, async (t) => {
  t.equal((await open(t, 'NO_GPU', () => 0)).counters, null);
  t.equal(await Pdh.open('/no/such/pdh.dll'), null);
});

await t.test('names that lead elsewhere, and values that are none, are left out', async (t) => {
  const buffer = new Uint8Array(24 * 3 + 4);
  const view = new DataView(buffer.buffer);
  const put = (index: number, pointer: bigint, status: number, value: number): void => {
    view.setBigUint64(index * 24, pointer, true);
    view.setUint32(index * 24 + 8, status, true);
    view.setFloat64(index * 24 + 16, value, true);
  };
  view.setUint16(72, 0x61, true);
  put(0, 1072n, 0, 5);
  put(1, 5n, 0, 5);
  put(2, 1072n, 0xc000_0bc6, 5);
  t.strictSame(parseCounterItems(buffer, 1000n, 3), [{ instance: 'a', value: 5 }]);
  t.strictSame(
    parseCounterItems(buffer, 1000n, 1e9),
    [{ instance: 'a', value: 5 }],
    'no more than there is room for',
  );
  put(0, 1074n, 0, Number.NaN);
  t.strictSame(parseCounterItems(buffer, 1000n, 3), []);
  const odd = [
    { instance: 'luid_0x1_phys_0', value: 1 },
    { instance: '_Total', value: 1 },
  ];
  t.equal(summarizeGpus([odd, odd, null]).size, 0);
});

/** macOS's registry of devices as a fake of it that is built here. */
import path from 'node:path';
import koffi from 'koffi';
import t, { type Test } from 'tap';
import { buildFake, skipWithoutGcc as skip } from '../../../host/testing/fake-library.ts';
import { BoardWatch } from './board-watch.ts';
import { IoBoard } from './io-board.ts';
import { IoRegistry } from './io-registry.ts';

const SOURCE = path.join(import.meta.dirname, 'testing', 'fake-iokit.c');

async function open(t: Test, flag: string) {
  const file = await buildFake(SOURCE, t.testdir({}), `-D${flag}`);
  const registry = await IoRegistry.open({ iokit: file, foundation: file });
  if (registry === null) throw new Error('the fake was not opened');
  const fake = koffi.load(file);
  return {
    boards: IoBoard.list(registry),
    setPid: fake.func('void fake_set_pid(int)'),
    setGpuNs: fake.func('void fake_set_gpu_ns(uint64_t)'),
    live: fake.func('int fake_live(void)'),
  };
}

await t.test('a GPU tells its use, and the time that it spent on a process', { skip }, async (t) => {
  const { boards, setPid, setGpuNs, live } = await open(t, 'AS_SEEN');
  const [board] = boards;
  if (board === undefined || boards.length > 1) throw new Error('the fake has one');
  t.strictSame(board.identity, { name: 'Apple M2 Pro', uuid: 'io-10000050a', driver: null, pciPlace: null });
  t.equal(board.utilizationPercent(), 73);
  t.equal(board.usedBytes(), 2 ** 30);
  setPid(812);
  setGpuNs(1_500_000_000);
  t.equal(board.gpuMsOf([812]), 1500);
  t.equal(board.gpuMsOf([812, 99_999]), 8500);
  t.equal(board.gpuMsOf([1]), 0, 'one that does not use it');
  const watch = new BoardWatch(board);
  watch.begin([812], 0);
  t.match(watch.end([812], 2000), {
    utilizationPercent: 73,
    memory: { of: 'board', peakBytes: 2 ** 30 },
    powerW: null,
    energy: null,
    clockMhz: null,
    temperatureC: null,
    throttled: null,
  });
  t.equal(live(), 1, 'nothing but the GPU itself is held');
  board.close();
  t.equal(live(), 0);
});

await t.test('what a driver does not tell is null', { skip }, async (t) => {
  const { boards, live } = await open(t, 'SILENT');
  const [board] = boards;
  t.match(board?.identity, { name: 'GPU' });
  t.equal(board?.utilizationPercent(), null);
  t.equal(board?.usedBytes(), null);
  t.equal(board?.gpuMsOf([812]), null);
  board?.close();
  t.equal(live(), 0);
});

await t.test('of a process that uses it and whose time is not told, nobody knows', { skip }, async (t) => {
  const { boards, setPid } = await open(t, 'SILENT_OF_IT');
  setPid(812);
  t.equal(boards[0]?.gpuMsOf([812]), null);
  t.equal(boards[0]?.gpuMsOf([812, 99_999]), 7000, 'what is told counts');
  t.equal(boards[0]?.gpuMsOf([1]), 0);
});

await t.test('nobody knows of a GPU that nobody uses whether it would tell', { skip }, async (t) => {
  const unused = await open(t, 'NO_CLIENTS');
  t.equal(unused.boards[0]?.gpuMsOf([812]), null);
});

await t.test('a machine without a GPU', { skip }, async (t) => {
  const without = await open(t, 'NO_GPU');
  t.strictSame(without.boards, []);
  t.equal(without.live(), 0);
});

await t.test('where there is no such library, there is nothing to ask', async (t) => {
  t.equal(await IoRegistry.open({ iokit: '/no/such/library', foundation: '/no/such/library' }), null);
});

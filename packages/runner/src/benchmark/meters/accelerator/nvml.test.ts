/** NVIDIA's management library as a fake of it that is built here: there is no card. */
import path from 'node:path';
import koffi from 'koffi';
import t, { type Test } from 'tap';
import { buildFake, skipWithoutGcc as skip } from '../../../host/testing/fake-library.ts';
import { openAccelerator } from '../accelerator.ts';
import type { Usage } from '../meter.ts';
import { WatchedTree } from '../watched-tree.ts';
import type { Board } from './board.ts';
import { identifyBoards } from './identify-boards.ts';
import { listCards } from './list-cards.ts';
import { Nvml } from './nvml.ts';

const SOURCE = path.join(import.meta.dirname, 'testing', 'fake-nvml.c');

async function build(t: Test, flag: string, entryBytes = 24): Promise<string> {
  return buildFake(SOURCE, t.testdir({}), `-DENTRY=${entryBytes}`, `-D${flag}`);
}

function onlyBoard(nvml: Nvml | null): Board {
  const [board, ...others] = nvml?.boards() ?? [];
  if (board === undefined || others.length > 0) throw new Error('the fake has one board');
  return board;
}

function differenceOf(a: bigint | null, b: bigint | null): bigint | null {
  return a === null || b === null ? null : a - b;
}

for (const size of [16, 24, 32]) {
  await t.test(`a board tells all, with entries of ${size} bytes`, { skip }, async (t) => {
    const file = await build(t, 'AS_NOW', size);
    const fake = koffi.load(file);
    fake.func('void fake_set_pid(uint32_t)')(4321);
    const nvml = await Nvml.open(file);
    const board = onlyBoard(nvml);
    t.same(board.identity, {
      name: 'Fake H100',
      uuid: 'GPU-00000000-0000-0000-0000-000000000001',
      driver: '580.65.06',
      pciPlace: '0000:3b:00.0',
    });
    t.equal(board.utilizationPercent(), 76);
    t.equal(board.usedBytes(), 2 ** 30);
    t.equal(board.powerW(), 191);
    t.equal(board.clockMhz(), 1980);
    t.equal(board.temperatureC(), 41);
    t.same(board.throttled(), ['power cap', 'heat, by hardware']);
    t.equal(differenceOf(board.energyMj(), board.energyMj()), -500n);
    t.equal(board.bytesOf([4321]), 926 * 2 ** 20, 'in both lists, counted once');
    t.equal(board.bytesOf([4321, 1]), 931 * 2 ** 20);
    t.equal(board.bytesOf([99]), 0, 'one that does not use it');
    nvml?.close();
    t.match(await identifyBoards(file), [
      { vendorId: 0x10de, driver: { name: 'NVIDIA', version: '580.65.06', api: 'CUDA 13.0' } },
    ]);
    t.strictSame(await listCards(file), ['GPU-00000000-0000-0000-0000-000000000001']);
    t.equal(fake.func('int fake_is_initialised()')(), 0, 'it was ended');
  });
}

await t.test('what a driver does not know is null', { skip }, async (t) => {
  const nvml = await Nvml.open(await build(t, 'UNKNOWN_MEMORY'));
  const board = onlyBoard(nvml);
  t.equal(board.bytesOf([0]), null);
  t.equal(board.utilizationPercent(), 76);
  nvml?.close();
});

await t.test('an older driver lacks functions', { skip }, async (t) => {
  const nvml = await Nvml.open(await build(t, 'OLD'));
  const board = onlyBoard(nvml);
  t.equal(board.bytesOf([0]), null);
  t.same(board.throttled(), ['power cap', 'heat, by hardware'], 'by its older name');
  nvml?.close();
});

await t.test('a board that is lost tells nothing', { skip }, async (t) => {
  const nvml = await Nvml.open(await build(t, 'LOST'));
  const board = onlyBoard(nvml);
  for (const told of [
    board.utilizationPercent(),
    board.usedBytes(),
    board.bytesOf([0]),
    board.powerW(),
    board.energyMj(),
    board.clockMhz(),
    board.temperatureC(),
    board.throttled(),
  ]) {
    t.equal(told, null);
  }
  nvml?.close();
});

await t.test('however many processes use a board', { skip }, async (t) => {
  const file = await build(t, 'CROWDED');
  koffi.load(file).func('void fake_set_pid(uint32_t)')(4321);
  const nvml = await Nvml.open(file);
  t.equal(onlyBoard(nvml).bytesOf([4321, 7]), 931 * 2 ** 20);
  nvml?.close();
});

await t.test('a partitioned board is its parts, which do not tell all', { skip }, async (t) => {
  const file = await build(t, 'MIG');
  koffi.load(file).func('void fake_set_pid(uint32_t)')(4321);
  const nvml = await Nvml.open(file);
  const boards = nvml?.boards() ?? [];
  t.strictSame(
    boards.map(({ identity: { uuid } }) => uuid),
    ['MIG-00000000-0000-0000-0000-000000000003', 'MIG-00000000-0000-0000-0000-000000000004'],
  );
  t.strictSame(
    boards.map((board) => board.bytesOf([4321])),
    [0, 926 * 2 ** 20],
  );
  for (const board of boards) {
    t.equal(board.usedBytes(), 2 ** 30);
    const silent = [
      ...[board.utilizationPercent(), board.powerW(), board.energyMj()],
      ...[board.clockMhz(), board.temperatureC(), board.throttled()],
    ];
    t.ok(silent.every((told) => told === null));
  }
  nvml?.close();
});

await t.test('of two boards the one is metered that the process has memory on', { skip }, async (t) => {
  const file = await build(t, 'TWO');
  koffi.load(file).func('void fake_set_pid(uint32_t)')(process.pid);
  const nvml = await Nvml.open(file);
  const tree = new WatchedTree(process.pid, { wrappers: 0, onTooManyProcesses: () => undefined });
  const lookedAt = Promise.withResolvers<Partial<Usage>>();
  const meter = await openAccelerator(
    {
      ...{ tree, usesAccelerator: true, isMeasured: true, provider: () => null },
      onUsage: (seen) => {
        if (seen.powerW !== null) lookedAt.resolve(seen);
      },
      ...{ memoryLimitBytes: null, onLimitExceeded: () => undefined },
    },
    () => Promise.resolve({ boards: nvml?.boards() ?? [], close: () => nvml?.close() }),
  );
  t.teardown(() => meter.close?.());
  const told = {} as Parameters<typeof meter.end>[0];
  const uuids = async () => (await meter.end(told)).map(({ board }) => board.uuid.at(-1));
  await meter.begin();
  t.strictSame(await uuids(), ['1', '2'], 'all of them while the model is loaded');
  await meter.begin();
  t.strictSame(await uuids(), ['2']);
  await meter.begin();
  t.match(await lookedAt.promise, { gpuPercent: Number, powerW: 191 }, 'told while it runs');
  t.strictSame(await uuids(), ['2']);
});

await t.test('without a driver, or without a library, there is nothing to ask', { skip }, async (t) => {
  t.equal(await Nvml.open(await build(t, 'NO_DRIVER')), null);
  t.equal(await Nvml.open('/no/such/libnvidia-ml.so.1'), null);
  t.strictSame(await listCards('/no/such/libnvidia-ml.so.1'), []);
});

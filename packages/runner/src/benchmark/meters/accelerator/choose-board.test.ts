import t from 'tap';
import { pciPlace } from './board.ts';
import { chooseBoard, type Candidate } from './choose-board.ts';

function candidate(index: number, of: Partial<Candidate> = {}): Candidate {
  return {
    identity: { name: 'Board', uuid: `GPU-${index}`, driver: null, pciPlace: `0000:0${index}:00.0` },
    processBytes: null,
    grownBytes: null,
    ...of,
  };
}

function providerOn(metadata: Record<string, string>): Parameters<typeof chooseBoard>[1] {
  const device = { name: '', kind: 'gpu' as const, vendor: '', vendorId: 0, deviceId: 0, metadata };
  return { devices: [device] };
}

await t.test('the provider says it: by the place on the bus, or by the uuid', async (t) => {
  const boards = [candidate(0), candidate(1, { processBytes: 0 }), candidate(2, { processBytes: 9 })];
  t.equal(chooseBoard(boards, providerOn({ pci_bus_id: '0000:01:00.0' })), 1);
  t.equal(chooseBoard(boards, providerOn({ pci_bus_id: '00000000:01:00.0' })), 1);
  t.equal(chooseBoard(boards, providerOn({ uuid: 'gpu-0' })), 0);
  const { identity } = candidate(1);
  const parts = [candidate(1, { processBytes: 1 }), { ...candidate(1, { processBytes: 5 }), identity }];
  t.equal(chooseBoard(parts, providerOn({ pci_bus_id: '0000:01:00.0' })), 1, 'parts of one board share it');
});

await t.test('else the one that the processes have memory on, and most of it', async (t) => {
  const boards = [candidate(0, { processBytes: 3, grownBytes: 9 }), candidate(1, { processBytes: 900 })];
  t.equal(chooseBoard(boards, null), 1);
  t.equal(chooseBoard(boards, providerOn({ pci_bus_id: '0000:09:00.0' })), 1, 'a place that is of none');
});

await t.test('else the only one whose memory has grown', async (t) => {
  t.equal(chooseBoard([candidate(0, { grownBytes: 0 }), candidate(1, { grownBytes: 7 })], null), 1);
  t.equal(chooseBoard([candidate(0, { grownBytes: 5 }), candidate(1, { grownBytes: 7 })], null), null);
  t.equal(chooseBoard([candidate(0), candidate(1)], null), null, 'nobody can tell');
});

await t.test('one alone needs no choice, and without any there is none', async (t) => {
  t.equal(chooseBoard([candidate(0)], null), 0);
  t.equal(chooseBoard([], null), null);
});

await t.test('a place on the bus, as drivers write it', async (t) => {
  t.equal(pciPlace('0000:3B:00.0'), '0000:3b:00.0');
  t.equal(pciPlace('00000001:3b:00.0'), '0001:3b:00.0');
  for (const none of ['', 'GPU-1', '3b:00.0', '0000:3b:00']) t.equal(pciPlace(none), null, none);
});

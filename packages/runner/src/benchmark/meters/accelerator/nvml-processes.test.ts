import fc from 'fast-check';
import t from 'tap';
import { MOST_BYTES_OF_AN_ENTRY, parseProcesses, UNWRITTEN } from './nvml-processes.ts';

/** As drivers write them: the padding between pid and memory stays unwritten. */
function encode(entries: readonly (readonly [pid: number, bytes: bigint])[], size: number): Uint8Array {
  const buffer = new Uint8Array((entries.length + 4) * MOST_BYTES_OF_AN_ENTRY).fill(UNWRITTEN);
  const view = new DataView(buffer.buffer);
  for (const [index, [pid, bytes]] of entries.entries()) {
    view.setUint32(index * size, pid, true);
    view.setBigUint64(index * size + 8, bytes, true);
    buffer.fill(0xff, index * size + 16, (index + 1) * size);
  }
  return buffer;
}

await t.test('entries of every known size are read alike', async (t) => {
  const entry = fc.tuple(fc.integer({ min: 1, max: 4_194_304 }), fc.bigInt({ min: 0n, max: 1n << 40n }));
  const entries = fc.uniqueArray(entry, { minLength: 1, maxLength: 20, selector: ([pid]) => pid });
  fc.assert(
    fc.property(entries, fc.constantFrom(16, 24, 32), (list, size) => {
      const read = parseProcesses(encode(list, size), list.length);
      t.strictSame(
        [...(read ?? [])],
        list.map(([pid, bytes]) => [pid, Number(bytes)]),
      );
    }),
  );
});

await t.test('what cannot be read is not guessed', async (t) => {
  t.equal(parseProcesses(encode([[7, 1n]], 20), 1), null, 'entries of another size');
  t.equal(parseProcesses(encode([[7, 1n]], 24), 2), null, 'fewer than were promised');
  t.equal(parseProcesses(new Uint8Array(64).fill(UNWRITTEN), 1), null, 'nothing written');
  t.same(parseProcesses(new Uint8Array(64).fill(UNWRITTEN), 0), new Map(), 'no process');
  t.same(
    parseProcesses(encode([[7, 2n ** 64n - 1n]], 24), 1),
    new Map([[7, null]]),
    'memory that nobody knows',
  );
});

import t from 'tap';
import { containerSchema, DumontError } from '@dumont/protocol';
import type { Value } from '../value.ts';
import { decodeContainer } from './read-container-proto.ts';
import { encodeOptional, encodeValue } from './testing/encode-value.ts';
import { float32 } from './testing/models.ts';

const map: Value = {
  keys: { dtype: 'string', shape: [2], data: ['a', 'é'] },
  values: { dtype: 'int64', shape: [2], data: BigInt64Array.of(3n, -4n) },
};
const sequence: Value = { elements: [float32(1, 2), float32()] };

await t.test('each kind is read as it was written', async (t) => {
  t.strictSame(decodeContainer(encodeValue(sequence), 'sequence', 'it'), sequence);
  t.strictSame(decodeContainer(encodeOptional(sequence), 'optional sequence', 'it'), sequence);
  t.strictSame(decodeContainer(encodeOptional(float32(1)), 'optional', 'it'), float32(1));
  t.strictSame(decodeContainer(encodeValue(map), 'map', 'it'), map);
  t.strictSame(decodeContainer(encodeValue({ elements: [map, map] }), 'sequence of maps', 'it'), {
    elements: [map, map],
  });
});

await t.test('what holds nothing says so: an empty file, or a name alone, is a damaged one', async (t) => {
  const emptySequence = Uint8Array.of(0x10, 1);
  const withoutValue = Uint8Array.of(0x10, 0);
  t.strictSame(decodeContainer(emptySequence, 'sequence', 'it'), { elements: [] });
  t.equal(decodeContainer(withoutValue, 'optional', 'it'), null);
  t.equal(decodeContainer(withoutValue, 'optional sequence', 'it'), null);
  t.match(
    refusalOf(() => decodeContainer(withoutValue, 'sequence', 'it')),
    { code: 'INPUT_INVALID' },
  );
  for (const damaged of [new Uint8Array(0), Uint8Array.of(0x0a, 1, 0x78)]) {
    for (const container of containerSchema.options) {
      const error = refusalOf(() => decodeContainer(damaged, container, 'it'));
      t.match(error, { code: 'INPUT_INVALID', message: /^it does not hold .*, or is damaged$/ }, container);
    }
  }
});

await t.test('bytes that are damaged are read as something, or refused in words', async (t) => {
  const written = [sequence, map, { elements: [map] }, null].map(encodeValue);
  for (const bytes of [...written, encodeOptional(sequence), encodeOptional(float32(1))]) {
    for (const damaged of damagesOf(bytes)) {
      for (const container of containerSchema.options) {
        const error = refusalOf(() => decodeContainer(damaged, container, 'it'));
        if (error !== null && !(error instanceof DumontError && error.code === 'INPUT_INVALID'))
          t.fail(container, { found: error });
      }
    }
  }
  t.pass('nothing else was thrown');
});

/** Cut short at each place, and each byte changed in several ways. */
function damagesOf(bytes: Uint8Array): Uint8Array[] {
  return [...bytes.keys()].flatMap((place) => [
    bytes.subarray(0, place),
    ...[0, 1, 0x7f, 0xff].map((byte) => bytes.with(place, byte)),
  ]);
}

function refusalOf(read: () => unknown): unknown {
  try {
    read();
    return null;
  } catch (error) {
    return error;
  }
}

import fc from 'fast-check';
import { PbfWriter } from 'pbf';
import t from 'tap';
import { DumontError, TENSOR_TYPES } from '@dumont/protocol';
import { allocateElements, elementsFromBytes } from '../element-layout.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import { decodeTensor } from './read-tensor-proto.ts';
import { decodeVarints } from './varint.ts';
import { encodeTensor } from './write-tensor-proto.ts';

const where = 'The file x.pb';

const tensors: fc.Arbitrary<Tensor> = fc
  .record({
    dtype: fc.constantFrom(...TENSOR_TYPES),
    shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
    seed: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    words: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 8 }),
  })
  .map(({ dtype, shape, seed, words }) => {
    const count = elementCount(shape);
    if (dtype === 'string') {
      return {
        dtype,
        shape,
        data: Array.from({ length: count }, (_, index) => words[index % words.length] ?? ''),
      };
    }
    const size = allocateElements(dtype, count).byteLength;
    const bytes = Uint8Array.from({ length: size }, (_, index) => seed[index % seed.length] ?? 0);
    return { dtype, shape, data: elementsFromBytes(dtype, count, bytes) };
  });

function fails(bytes: Uint8Array): string {
  try {
    decodeTensor(bytes, where);
  } catch (error) {
    if (error instanceof DumontError && error.code === 'INPUT_INVALID') return error.message;
    throw error;
  }
  return '';
}

function message(write: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  write(pbf);
  return pbf.finish();
}

await t.test('a tensor of any type and shape is read as it was written', async (t) => {
  fc.assert(
    fc.property(tensors, (tensor) => {
      t.strictSame(decodeTensor(encodeTensor(tensor, 'x'), where), tensor);
    }),
  );
});

await t.test('no bytes at all can do more than be refused', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      fails(bytes);
    }),
  );
});

await t.test('a file cut short anywhere is refused', async (t) => {
  const whole = encodeTensor({ dtype: 'float32', shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 5, 6]) });
  for (let length = 0; length < whole.length; length += 1)
    t.not(fails(whole.subarray(0, length)), '', `${length}`);
});

await t.test('elements in typed fields are read, one by one or packed', async (t) => {
  const floats = message((pbf) => {
    pbf.writeVarintField(1, 2);
    pbf.writeVarintField(2, 1);
    pbf.writeFloatField(4, 1.5);
    pbf.writeFloatField(4, -2);
  });
  t.strictSame(decodeTensor(floats, where), {
    dtype: 'float32',
    shape: [2],
    data: new Float32Array([1.5, -2]),
  });
  const bytes = message((pbf) => {
    pbf.writePackedVarint(1, [3]);
    pbf.writeVarintField(2, 3);
    pbf.writePackedVarint(5, [-128, 0, 127]);
  });
  t.strictSame(decodeTensor(bytes, where).data, new Int8Array([-128, 0, 127]));
  const halves = message((pbf) => {
    pbf.writePackedVarint(1, [2]);
    pbf.writeVarintField(2, 10);
    pbf.writePackedVarint(5, [0x3c00, 0x7bff]);
  });
  t.strictSame(decodeTensor(halves, where).data, new Uint16Array([0x3c00, 0x7bff]));
  const nibbles = message((pbf) => {
    pbf.writePackedVarint(1, [3]);
    pbf.writeVarintField(2, 22);
    pbf.writePackedVarint(5, [0x21, 0x0f]);
  });
  t.strictSame(decodeTensor(nibbles, where).data, new Uint8Array([0x21, 0x0f]));
});

await t.test('64-bit integers keep all their bits', async (t) => {
  const least = Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01);
  t.strictSame(decodeVarints(least), [-(2n ** 63n)]);
  const bytes = message((pbf) => {
    pbf.writePackedVarint(1, [1]);
    pbf.writeVarintField(2, 7);
    pbf.writeBytesField(7, least);
  });
  t.strictSame(decodeTensor(bytes, where).data, new BigInt64Array([-(2n ** 63n)]));
});

await t.test('what a file claims is compared with what it holds', async (t) => {
  const huge = message((pbf) => {
    pbf.writePackedVarint(1, [4_000_000_000, 4_000_000_000]);
    pbf.writeVarintField(2, 1);
    pbf.writeBytesField(9, new Uint8Array(8));
  });
  t.match(fails(huge), /holds 8 bytes where its shape needs 64000000000000000000/);
  const negative = message((pbf) => {
    pbf.writePackedVarint(1, [-1]);
    pbf.writeVarintField(2, 1);
  });
  t.match(fails(negative), /impossible shape: -1/);
  const complex = message((pbf) => {
    pbf.writeVarintField(2, 14);
  });
  t.match(fails(complex), /complex64/);
  const external = message((pbf) => {
    pbf.writeVarintField(2, 1);
    pbf.writeVarintField(14, 1);
  });
  t.match(fails(external), /another file/);
});

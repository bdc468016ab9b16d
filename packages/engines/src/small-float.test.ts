import t from 'tap';
import { smallFloatCode, type SmallFloat } from './small-float.ts';

/** From ONNX's pages on float8 and float4, and IEEE 754 for bfloat16: 1, the largest, the smallest above zero. */
const KNOWN: Readonly<Record<SmallFloat, { one: number; largest: [number, number]; smallest: number }>> = {
  bfloat16: { one: 0x3f80, largest: [0x7f7f, 3.3895313892515355e38], smallest: 2 ** -133 },
  float8e4m3fn: { one: 0x38, largest: [0x7e, 448], smallest: 2 ** -9 },
  float8e4m3fnuz: { one: 0x40, largest: [0x7f, 240], smallest: 2 ** -10 },
  float8e5m2: { one: 0x3c, largest: [0x7b, 57_344], smallest: 2 ** -16 },
  float8e5m2fnuz: { one: 0x40, largest: [0x7f, 57_344], smallest: 2 ** -17 },
  float4e2m1: { one: 0x2, largest: [0x7, 6], smallest: 0.5 },
};
const BITS: Readonly<Record<SmallFloat, number>> = {
  ...{ bfloat16: 16, float8e4m3fn: 8, float8e4m3fnuz: 8, float8e5m2: 8, float8e5m2fnuz: 8 },
  float4e2m1: 4,
};
const types = Object.keys(KNOWN) as SmallFloat[];

await t.test('known bits are known numbers', async (t) => {
  for (const dtype of types) {
    const { one, largest, smallest } = KNOWN[dtype];
    const { decode } = smallFloatCode(dtype);
    t.strictSame([decode(one), decode(largest[0]), decode(1)], [1, largest[1], smallest], dtype);
  }
});

await t.test('every number is written as the bits it was read from', async (t) => {
  for (const dtype of types) {
    const { decode, encode } = smallFloatCode(dtype);
    const all = Array.from({ length: 2 ** BITS[dtype] }, (_, bits) => bits);
    const wrong = all.filter((bits) => !Number.isNaN(decode(bits)) && encode(decode(bits)) !== bits);
    t.strictSame(wrong, [], dtype);
  }
});

await t.test('what lies between goes to the nearest, and to the even one of two as near', async (t) => {
  const { encode } = smallFloatCode('float4e2m1');
  t.strictSame([0.2, 0.25, 0.3, 0.75, 2.5, -3.4].map(encode), [0, 0, 1, 2, 4, 0xd]);
  t.strictSame([5, 7, Infinity].map(encode), [6, 7, 7], 'there is no infinity');
});

await t.test('what is beyond, and what is no number', async (t) => {
  t.equal(smallFloatCode('float8e5m2').encode(1e9), 0x7c);
  t.equal(smallFloatCode('float8e5m2').decode(0xfc), -Infinity);
  t.equal(smallFloatCode('float8e4m3fn').encode(1e9), 0x7e);
  t.equal(smallFloatCode('bfloat16').encode(3.4e38), 0x7f80);
  for (const dtype of types.filter((type) => type !== 'float4e2m1')) {
    const { decode, encode } = smallFloatCode(dtype);
    t.ok(Number.isNaN(decode(encode(Number.NaN))), dtype);
  }
  t.equal(smallFloatCode('float8e4m3fnuz').encode(-0), 0, 'there is no minus zero');
});

import t from 'tap';
import type { TensorInfo, TensorType } from '@dumont/protocol';
import { fillValues } from './parse-value.ts';

const fill = (dtype: TensorType, text: string, shape: number[] = []) => {
  const input: TensorInfo = { name: 'x', dtype, shape };
  return fillValues(input, dtype, text, shape);
};

await t.test('one value fills every element', async (t) => {
  t.strictSame(await fill('float32', '1e-3', [2]), new Float32Array([1e-3, 1e-3]));
  t.strictSame(await fill('float16', '-inf', [1]), new Uint16Array([0xfc00]));
  t.strictSame(await fill('int64', '-9223372036854775808'), new BigInt64Array([-(2n ** 63n)]));
  t.strictSame(await fill('uint64', '+18446744073709551615'), new BigUint64Array([2n ** 64n - 1n]));
  t.strictSame(await fill('bool', 'TRUE', [2]), new Uint8Array([1, 1]));
  t.strictSame(await fill('int4', '-1', [3]), new Uint8Array([0xff, 0x0f]));
  t.strictSame(await fill('string', 'a, b', [2]), ['a, b', 'a, b']);
  t.strictSame(await fill('uint8', '7', [0]), new Uint8Array(0));
});

await t.test('as many values as elements are taken in order', async (t) => {
  t.strictSame(await fill('int32', '1, -2,3', [3, 1]), new Int32Array([1, -2, 3]));
  await t.rejects(fill('int32', '1,2', [3]), {
    code: 'INPUT_INVALID',
    message: /2 values are given for the input x int32\[3\], which has 3 elements.*--value x=/,
  });
});

await t.test('a value that is none of the type is refused with its range', async (t) => {
  const wrong: [TensorType, string, RegExp][] = [
    ['int8', '128', /whole numbers from -128 to 127/],
    ['uint4', '16', /from 0 to 15/],
    ['uint64', '-1', /from 0 to 18446744073709551615/],
    ['int64', '9223372036854775808', /to 9223372036854775807/],
    ['int32', '1.5', /whole numbers/],
    ['int32', '0x10', /whole numbers/],
    ['float16', '65505', /up to ±65504/],
    ['float32', '1e39', /up to ±3\.4028/],
    ['float64', '1e999', /numbers up to/],
    ['float32', '', /numbers/],
    ['float32', '1 2', /numbers/],
    ['bool', 'yes', /true or false/],
  ];
  for (const [dtype, text, message] of wrong) {
    await t.rejects(fill(dtype, text), { code: 'INPUT_INVALID', message }, `${dtype} ${text}`);
  }
});

import t from 'tap';
import { TENSOR_TYPES } from '@dumont/protocol';
import { accessElements } from '../element-access.ts';
import { generateElements } from './generate.ts';

await t.test('every type is generated, in its range', async (t) => {
  for (const dtype of TENSOR_TYPES) {
    const elements = await generateElements(dtype, 101, 7, 'x');
    if (dtype === 'string' || Array.isArray(elements)) {
      t.equal(elements.length, 101);
      t.ok(Array.isArray(elements) && elements.every((word) => /^[a-z]{1,8}$/.test(word)));
      continue;
    }
    const access = await accessElements(dtype, elements);
    const numbers = Array.from({ length: 101 }, (_, index) => Number(access.get(index)));
    const [least, most] = dtype.startsWith('float') ? [0, 1] : [-128, 255];
    t.ok(
      numbers.every((number) => number >= least && number <= most),
      dtype,
    );
    t.ok(new Set(numbers).size > 1, `${dtype} is not all the same`);
  }
});

await t.test('two 4-bit elements share a byte, and half a byte over is zero', async (t) => {
  const elements = await generateElements('uint4', 3, 1, 'x');
  t.equal(elements.length, 2);
  t.equal(Number(elements[1]) >> 4, 0);
});

await t.test('the seed and the name of the input decide, and nothing else', async (t) => {
  const again = () => generateElements('float32', 8, 1, 'x');
  t.strictSame(await again(), await again());
  t.strictNotSame(await generateElements('float32', 8, 2, 'x'), await again());
  t.strictNotSame(await generateElements('float32', 8, 1, 'y'), await again());
});

await t.test('whole numbers are never all zero', async (t) => {
  for (let seed = 0; seed < 20; seed += 1) {
    t.strictSame(await generateElements('int64', 1, seed, 'steps'), new BigInt64Array([1n]));
  }
  t.strictSame(await generateElements('int32', 0, 1, 'nothing'), new Int32Array(0));
});

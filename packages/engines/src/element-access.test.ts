import fc from 'fast-check';
import t from 'tap';
import { accessElements } from './element-access.ts';
import { allocateElements } from './element-layout.ts';

await t.test('an element is read as it was written, beside its neighbours', async () => {
  const nibbles = fc.array(fc.integer({ min: -8, max: 7 }), { minLength: 1, maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(nibbles, async (values) => {
      const access = await accessElements('int4', allocateElements('int4', values.length));
      for (const [index, value] of values.entries()) access.set(index, value);
      return values.every((value, index) => access.get(index) === value);
    }),
  );
});

await t.test('float16 is held as its bits', async (t) => {
  // IEEE 754-2008: 1, the largest, the smallest above zero, and minus infinity.
  const bits = new Uint16Array([0x3c00, 0x7bff, 0x0001, 0xfc00]);
  const access = await accessElements('float16', bits);
  t.strictSame(
    [0, 1, 2, 3].map((index) => access.get(index)),
    [1, 65_504, 2 ** -24, -Infinity],
  );
  access.set(0, 0.1);
  t.equal(bits[0], 0x2e66);
});

await t.test('64-bit integers keep all their bits', async (t) => {
  const access = await accessElements('uint64', allocateElements('uint64', 1));
  access.set(0, 2n ** 64n - 1n);
  t.equal(access.get(0), 2n ** 64n - 1n);
});

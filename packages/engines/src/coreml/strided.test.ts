import fc from 'fast-check';
import t from 'tap';
import { bytesFromElements } from '../element-layout.ts';
import { denseStrides, gatherElements } from './strided.ts';

await t.test('without padding it is a copy', async (t) => {
  t.strictSame(denseStrides([2, 3, 4]), [12, 4, 1]);
  t.strictSame(denseStrides([]), []);
  const elements = Float32Array.of(1, 2, 3, 4, 5, 6);
  t.strictSame(gatherElements(bytesFromElements(elements), 'float32', [2, 3], [3, 1]), elements);
  t.strictSame(gatherElements(bytesFromElements(Float32Array.of(7)), 'float32', [], []), Float32Array.of(7));
  t.strictSame(gatherElements(new Uint8Array(), 'float16', [0, 3], [3, 1]), new Uint16Array());
});

await t.test('whatever the strides, each element is the one that they lead to', async (t) => {
  const axes = fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), padding: fc.nat(3) }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(axes, (spec) => {
      const shape = spec.map(({ size }) => size);
      const strides: number[] = [];
      let step = 1;
      for (const { size, padding } of spec.toReversed()) {
        strides.unshift(step);
        step *= size + padding;
      }
      const memory = Int32Array.from({ length: step }, (_, at) => at);
      const gathered = gatherElements(bytesFromElements(memory), 'int32', shape, strides);
      const expected = shape.reduce<number[]>(
        (starts, size, axis) =>
          starts.flatMap((start) =>
            Array.from({ length: size }, (_, at) => start + at * (strides[axis] ?? 0)),
          ),
        [0],
      );
      t.strictSame([...gathered].map(Number), expected);
    }),
  );
});

await t.test('strides that lead out of the memory are refused', async (t) => {
  const bytes = new Uint8Array(16);
  for (const [shape, strides] of [
    [
      [2, 2],
      [3, 1],
    ],
    [[2, 2], [2]],
    [[2], [-1]],
  ] as const)
    t.throws(() => gatherElements(bytes, 'float32', shape, strides), RangeError);
  t.doesNotThrow(() => gatherElements(bytes, 'float32', [2, 2], [2, 1]));
});

import t from 'tap';
import type { TensorInfo } from '@dumont/protocol';
import { exceptRandom, measureDrift } from './output-drift.ts';
import type { Tensor } from './tensor.ts';
import type { NamedValues } from './value.ts';

const infos: TensorInfo[] = [{ name: 'y', dtype: 'float32', shape: ['n'] }];

function floats(...values: number[]): NamedValues {
  return { y: { dtype: 'float32', shape: [values.length], data: Float32Array.from(values) } };
}

const driftOf = (actual: NamedValues, reference: NamedValues, rtol = 1e-3) =>
  measureDrift(infos, actual, reference, rtol);

await t.test(
  'the largest difference is a fraction of the largest magnitude, not of the element',
  async (t) => {
    // The second element is off by half of itself, which is 0.0025 of the output's scale.
    const drift = await driftOf(floats(-4, 0.03), floats(-4, 0.02), 0.003);
    t.ok(drift.matched);
    t.equal(Number(drift.maxAbs?.toFixed(6)), 0.01);
    t.equal(Number(drift.maxRel?.toFixed(6)), 0.0025);
    t.match(drift.outputs, [{ name: 'y', matched: true, detail: '1 of 2 differ' }]);
    const strict = await driftOf(floats(-4, 0.03), floats(-4, 0.02), 0.002);
    t.notOk(strict.matched, 'past the tolerance');
  },
);

await t.test('equal outputs are at no distance, what is not finite included', async (t) => {
  const same = floats(1, NaN, Infinity, -Infinity, 0);
  t.match(await driftOf(same, same), { matched: true, maxAbs: 0, maxRel: 0 });
});

await t.test('what is finite on one side only is at no distance that can be told', async (t) => {
  for (const [actual, reference] of [
    [NaN, 1],
    [1, NaN],
    [Infinity, 1],
    [Infinity, -Infinity],
  ] as const) {
    const drift = await driftOf(floats(2, actual), floats(2, reference));
    t.match(drift, { matched: false, maxAbs: null, maxRel: null }, `${actual} ${reference}`);
    t.equal(drift.outputs[0]?.detail, '1 of 2 are finite on one side only');
  }
});

await t.test('where all is zero there is no scale', async (t) => {
  t.match(await driftOf(floats(0.5), floats(0)), { matched: false, maxAbs: null, maxRel: null });
  t.match((await driftOf(floats(0.5), floats(0))).outputs, [{ maxAbs: 0.5, maxRel: null }]);
});

await t.test('another type, another shape or none at all is no match', async (t) => {
  const other: Tensor = { dtype: 'int32', shape: [1], data: Int32Array.of(1) };
  for (const actual of [{ y: other }, floats(1, 2), {}]) {
    t.match(await driftOf(actual, floats(1)), { matched: false, maxRel: null });
  }
  t.match(await driftOf(floats(1), {}), { matched: false, maxRel: null });
  t.match(await driftOf({}, {}), { matched: true, maxRel: null }, 'nothing on either side');
});

await t.test('whole numbers and texts', async (t) => {
  const ints = (...values: bigint[]): NamedValues => ({
    y: { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values) },
  });
  t.match(await driftOf(ints(10n, 3n), ints(10n, 4n)), { matched: false, maxAbs: 1, maxRel: 0.1 });
  const texts = (...values: string[]): NamedValues => ({
    y: { dtype: 'string', shape: [values.length], data: values },
  });
  t.match(await driftOf(texts('a', 'b'), texts('a', 'b')), { matched: true, maxRel: null });
  t.match(await driftOf(texts('a', 'c'), texts('a', 'b')), { matched: false, maxRel: null });
});

await t.test('what the CPU does not repeat itself is not held against a provider', async (t) => {
  const drift = await driftOf(floats(1), floats(2));
  const repeated = await driftOf(floats(3), floats(2));
  t.match(exceptRandom(drift, repeated), {
    matched: true,
    maxRel: null,
    outputs: [{ name: 'y', matched: true, detail: 'differs from run to run on the CPU too' }],
  });
  t.strictSame(exceptRandom(drift, await driftOf(floats(2), floats(2))), drift);
});

await t.test('a sequence is as far off as the farthest tensor in it', async (t) => {
  const tensor = (value: number): Tensor => ({ dtype: 'float32', shape: [1], data: Float32Array.of(value) });
  const sequence = (...values: number[]): NamedValues => ({ y: { elements: values.map(tensor) } });
  t.match(await driftOf(sequence(1, 2, 4), sequence(1, 4, 4)), { matched: false, maxAbs: 2, maxRel: 0.5 });
  t.match(await driftOf(sequence(1, 2), sequence(1, 2)), { matched: true, maxRel: 0 });
  t.match(await driftOf(sequence(1), sequence(1, 2)), { matched: false, maxRel: null });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { TensorInfo } from '@dumont/protocol';
import { compareOutputs } from './compare-outputs.ts';
import { encodeOptional, encodeValue } from './onnx/testing/encode-value.ts';
import { encodeTensor } from './onnx/write-tensor-proto.ts';
import type { Tensor } from './tensor.ts';
import type { NamedValues, Value } from './value.ts';

const folder = t.testdir({});
let count = 0;

/** @param expected what the reference files hold, in the order of the outputs */
async function compare(actual: Tensor[], expected: Tensor[], rtol = 1e-3, atol = 1e-5) {
  count += 1;
  const set = join(folder, String(count));
  await mkdir(set);
  for (const [index, tensor] of expected.entries()) {
    await writeFile(join(set, `output_${index}.pb`), encodeTensor(tensor));
  }
  const outputs: TensorInfo[] = actual.map((tensor, index) => ({
    name: `y${index}`,
    dtype: tensor.dtype,
    shape: [],
  }));
  const named = Object.fromEntries(actual.map((tensor, index) => [`y${index}`, tensor]));
  return compareOutputs(outputs, named, { folder: set, rtol, atol });
}

const float32 = (...data: number[]): Tensor => ({
  dtype: 'float32',
  shape: [data.length],
  data: new Float32Array(data),
});
const float16 = (...bits: number[]): Tensor => ({
  dtype: 'float16',
  shape: [bits.length],
  data: new Uint16Array(bits),
});
const int64 = (...data: bigint[]): Tensor => ({
  dtype: 'int64',
  shape: [data.length],
  data: new BigInt64Array(data),
});
const strings = (...data: string[]): Tensor => ({ dtype: 'string', shape: [data.length], data });

await t.test('close is |actual − expected| ≤ atol + rtol × |expected|, as in numpy.allclose', async (t) => {
  const at = async (actual: number, expected: number, rtol: number, atol: number) =>
    (await compare([float32(actual)], [float32(expected)], rtol, atol)).matched;
  t.equal(await at(1.5, 1, 0.5, 0), true);
  t.equal(await at(1, 1.5, 0.25, 0), false);
  t.equal(await at(1, 0, 1, 0), false, 'a relative tolerance of nothing is nothing');
  t.equal(await at(0.25, 0, 0, 0.25), true);
  t.equal(await at(-8, 8, 0.5, 8), false);
});

await t.test('NaN equals NaN, an infinity itself, and nothing else is near them', async (t) => {
  const matched = async (actual: number, expected: number) =>
    (await compare([float32(actual)], [float32(expected)], 1, 1e30)).matched;
  t.equal(await matched(NaN, NaN), true);
  t.equal(await matched(Infinity, Infinity), true);
  t.equal(await matched(-Infinity, Infinity), false);
  t.equal(await matched(1, Infinity), false);
  t.equal(await matched(Infinity, 1), false);
  t.equal(await matched(NaN, 1), false);
  t.equal(await matched(1, NaN), false);
});

await t.test('the largest error is told, and where the first difference is', async (t) => {
  const { matched, outputs } = await compare([float32(1, 2.5, 3, 9)], [float32(1, 2, 3, 8)]);
  t.equal(matched, false);
  t.strictSame(outputs, [
    {
      name: 'y0',
      matched: false,
      maxAbsError: 1,
      detail: '2 of 4 differ; the first is element 1: 2.5, expected 2',
    },
  ]);
});

await t.test('float16 is compared by its values', async (t) => {
  t.equal((await compare([float16(0x3c00)], [float16(0x3c01)])).matched, true, '1 and 1.001');
  t.equal((await compare([float16(0x3c00)], [float16(0x3c10)])).matched, false, '1 and 1.0156');
});

await t.test('whole numbers, truth values and strings must be equal', async (t) => {
  t.equal((await compare([int64(2n ** 62n)], [int64(2n ** 62n + 1n)], 1, 1e9)).matched, false);
  t.equal((await compare([int64(-5n)], [int64(-5n)])).matched, true);
  const { outputs } = await compare([strings('a', 'b')], [strings('a', 'c')]);
  t.match(outputs[0], { matched: false, detail: 'element 1 is "b", expected "c"' });
  t.equal((await compare([strings('ä')], [strings('ä')])).matched, true);
});

await t.test('type and shape must be the same, and every output must match', async (t) => {
  const two: Tensor = { dtype: 'float32', shape: [1, 1], data: new Float32Array([1]) };
  t.match((await compare([float32(1)], [two])).outputs[0], {
    matched: false,
    detail: 'has the shape 1, expected 1x1',
  });
  t.match((await compare([float32(1)], [int64(1n)])).outputs[0]?.detail, 'is float32, expected int64');
  const { matched, outputs } = await compare([float32(1), float32(2)], [float32(1), float32(3)]);
  t.equal(matched, false);
  t.strictSame(
    outputs.map((output) => output.matched),
    [true, false],
  );
});

await t.test('without a reference there is no match', async (t) => {
  await t.rejects(compare([float32(1)], []), { code: 'INPUT_INVALID', message: /holds no output_0\.pb/ });
  await t.rejects(compare([float32(1), float32(2)], [float32(1)]), {
    code: 'INPUT_INVALID',
    message: /output_1\.pb/,
  });
  await t.rejects(compare([float32(1)], [float32(1), float32(1)]), {
    code: 'INPUT_INVALID',
    message: /only 1 outputs/,
  });
});

/** @param expected what the reference file of the only output holds */
async function compareOne(output: TensorInfo, actual: NamedValues, expected: Uint8Array) {
  count += 1;
  const set = join(folder, String(count));
  await mkdir(set);
  await writeFile(join(set, 'output_0.pb'), expected);
  return compareOutputs([output], actual, { folder: set, rtol: 1e-3, atol: 0 });
}

const sequence: TensorInfo = { name: 's', dtype: 'float32', shape: [], container: 'sequence' };
const optional: TensorInfo = { name: 's', dtype: 'float32', shape: [], container: 'optional' };

await t.test('sequences are compared tensor by tensor', async (t) => {
  const expected = encodeValue({ elements: [float32(1), float32(2, 4)] });
  const against = async (...elements: Tensor[]) =>
    (await compareOne(sequence, { s: { elements } }, expected)).outputs[0];
  t.match(await against(float32(1), float32(2, 4.00390625)), {
    matched: true,
    maxAbsError: 0.00390625,
    detail: 'all 2 in the sequence are close enough',
  });
  t.match(await against(float32(1), float32(2, 5)), {
    matched: false,
    detail: 'at 1: 1 of 2 differ; the first is element 1: 5, expected 4',
  });
  t.match(await against(float32(1)), { matched: false, detail: 'has the length 1, expected 2' });
  const plain = await compareOne(sequence, { s: float32(1) }, expected);
  t.match(plain.outputs[0], { matched: false, detail: 'is a tensor, expected a sequence' });
});

await t.test('optionals are compared with and without a value', async (t) => {
  const against = async (actual: Value, expected: Uint8Array) =>
    (await compareOne(optional, { s: actual }, expected)).matched;
  t.equal(await against(null, encodeValue(null)), true);
  t.equal(await against(float32(1), encodeOptional(float32(1))), true);
  t.equal(await against(float32(1), encodeValue(float32(1))), true);
  t.equal(await against(float32(1), encodeValue(null)), false);
  t.equal(await against(null, encodeOptional(float32(1))), false);
});

await t.test('maps are compared by key, whatever the order in the file', async (t) => {
  const info: TensorInfo = { name: 's', dtype: null, shape: [], container: 'map' };
  const texts = (keys: string[], ...values: number[]) => ({
    keys: strings(...keys),
    values: float32(...values),
  });
  const against = async (actual: Value) =>
    (await compareOne(info, { s: actual }, encodeValue(texts(['b', 'a'], 2, 1)))).outputs[0];
  t.match(await against(texts(['a', 'b'], 1, 2)), { matched: true });
  t.match(await against(texts(['a', 'b'], 2, 1)), { matched: false, detail: /^values: 2 of 2 differ/ });
  t.match(await against(texts(['a', 'c'], 1, 2)), { matched: false, detail: /^keys: element 1 is "c"/ });
  const numbers = { keys: int64(-1n, 5n), values: float32(1, 2) };
  const turned = { keys: int64(5n, -1n), values: float32(2, 1) };
  t.equal((await compareOne(info, { s: numbers }, encodeValue(turned))).matched, true);
});

await t.test(
  'small floats are compared by value, also where the reference keeps their bits as whole numbers',
  async (t) => {
    const shape = [2];
    const cases: [Tensor, Tensor][] = [
      [
        { dtype: 'bfloat16', shape, data: Uint16Array.of(0x3f80, 0xc000) },
        { dtype: 'uint16', shape, data: Uint16Array.of(0x3f80, 0xc000) },
      ],
      [
        { dtype: 'bfloat16', shape, data: Uint16Array.of(0x3f80, 0xc000) },
        { dtype: 'int32', shape, data: Int32Array.of(0x3f80, 0xc000) },
      ],
      [
        { dtype: 'float8e4m3fn', shape, data: Uint8Array.of(0x38, 0xc0) },
        { dtype: 'uint8', shape, data: Uint8Array.of(0x38, 0xc0) },
      ],
      [
        { dtype: 'float8e5m2', shape, data: Uint8Array.of(0x3c, 0xc0) },
        { dtype: 'int32', shape, data: Int32Array.of(0x3c, 0xc0) },
      ],
      [
        { dtype: 'float4e2m1', shape, data: Uint8Array.of(0xa2) },
        { dtype: 'uint8', shape, data: Uint8Array.of(0x2, 0xa) },
      ],
    ];
    for (const [actual, kept] of cases) {
      t.match(
        (await compare([actual], [kept])).outputs[0],
        { matched: true, maxAbsError: 0 },
        `${actual.dtype} as ${kept.dtype}`,
      );
      t.equal((await compare([actual], [actual])).matched, true, actual.dtype);
      const off = { ...actual, data: actual.data.slice() };
      off.data[0] = 0;
      t.match(
        (await compare([off], [kept])).outputs[0],
        { matched: false, detail: /expected 1$/ },
        `${actual.dtype} off`,
      );
    }
    const beyond: Tensor = { dtype: 'int32', shape, data: Int32Array.of(-1, 2 ** 16) };
    t.match(
      (await compare([cases[0]?.[0] ?? beyond], [beyond])).outputs[0]?.detail,
      'is bfloat16, expected int32',
    );
  },
);

await t.test('small floats in a TensorProto lie in raw_data or in int32_data', async (t) => {
  const bfloat16: TensorInfo = { name: 'y', dtype: 'bfloat16', shape: [2] };
  const y: Tensor = { dtype: 'bfloat16', shape: [2], data: Uint16Array.of(0x3f80, 0x4000) };
  // dims 2; type 16; int32_data: 0x3f80 and 0x4000 as varints.
  const typed = Uint8Array.of(0x08, 2, 0x10, 16, 0x2a, 5, 0x80, 0x7f, 0x80, 0x80, 0x01);
  t.match((await compareOne(bfloat16, { y }, typed)).outputs[0], { matched: true, maxAbsError: 0 });
});

await t.test(
  'an output that the engine does not return is not compared, which is no match and no difference',
  async (t) => {
    const { matched, outputs } = await compareOne(sequence, {}, encodeValue({ elements: [] }));
    t.equal(matched, null);
    t.strictSame(outputs, [
      { name: 's', matched: null, maxAbsError: null, detail: 'the engine did not return it' },
    ]);
  },
);

await t.test('a reference that is damaged is an error', async (t) => {
  const actual = { s: { elements: [] } };
  await t.rejects(compareOne(sequence, actual, encodeValue(float32(1))), {
    code: 'INPUT_INVALID',
    message:
      /output_0\.pb for the output s does not hold a sequence of tensors \(SequenceProto\), or is damaged/,
  });
});

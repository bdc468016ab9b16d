import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { TensorInfo } from '@dumont/protocol';
import { compareOutputs } from './compare-outputs.ts';
import { encodeTensor } from './onnx/write-tensor-proto.ts';
import type { Tensor } from './tensor.ts';

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

await t.test('an output that is no tensor is named: it is not compared', async (t) => {
  const set = join(folder, 'sequence');
  await mkdir(set);
  // A SequenceProto without elements: its name, and that it is one of tensors.
  await writeFile(join(set, 'output_0.pb'), Uint8Array.of(0x0a, 1, 0x73, 0x10, 1));
  const outputs: TensorInfo[] = [{ name: 's', dtype: null, shape: [] }];
  await t.rejects(compareOutputs(outputs, {}, { folder: set, rtol: 0, atol: 0 }), {
    code: 'INPUT_INVALID',
    message: /for the output s holds no tensor; .* nor compared/,
  });
});

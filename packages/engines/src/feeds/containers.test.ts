/** Inputs that are no plain tensors: from files, from values, and made up. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { InputSpec, TensorInfo } from '@dumont/protocol';
import { encodeOptional, encodeValue } from '../onnx/testing/encode-value.ts';
import { ANY_INPUTS } from '../onnx/testing/models.ts';
import type { Tensor } from '../tensor.ts';
import type { Value } from '../value.ts';
import { resolveInputs } from './resolve-inputs.ts';

const folder = t.testdir({});
const spec = (given: Partial<InputSpec>): InputSpec => ({ ...ANY_INPUTS, ...given });

async function save(name: string, bytes: Uint8Array, ending = 'pb'): Promise<string> {
  const path = join(folder, `${name}.${ending}`);
  await writeFile(path, bytes);
  return path;
}

await t.test('of what the engine does not say, a tensor can come from a file', async (t) => {
  const hint: TensorInfo = { name: 'hint', dtype: null, shape: [] };
  await t.rejects(resolveInputs({ inputs: [hint] }, spec({})), {
    code: 'INPUT_INVALID',
    message: /hint \(a sequence, map or optional: the engine does not say which.*--input hint=file/,
  });
  const tensor: Tensor = { dtype: 'float32', shape: [1], data: new Float32Array([4]) };
  for (const [name, bytes] of Object.entries({
    plain: encodeValue(tensor),
    wrapped: encodeOptional(tensor),
  })) {
    const files = { hint: await save(name, bytes) };
    const { feeds, report } = await resolveInputs({ inputs: [hint] }, spec({ files }));
    t.strictSame(feeds['hint'], tensor, name);
    t.match(report, [{ name: 'hint', dtype: 'float32', shape: [1], source: 'file' }]);
  }
  const files = { hint: await save('sequence', encodeValue({ elements: [tensor, tensor] })) };
  await t.rejects(resolveInputs({ inputs: [hint] }, spec({ files })), {
    code: 'INPUT_INVALID',
    message: /--runtime-api native says it\) does not hold a tensor, or an optional one/,
  });
});

const vector = (...data: number[]): Tensor => ({
  dtype: 'float32',
  shape: [data.length],
  data: Float32Array.from(data),
});
const sequence: TensorInfo = { name: 's', dtype: 'float32', shape: ['n'], container: 'sequence' };
const optional: TensorInfo = { name: 's', dtype: 'float32', shape: ['n'], container: 'optional' };
const optionalSequence: TensorInfo = {
  name: 's',
  dtype: 'float32',
  shape: ['n'],
  container: 'optional sequence',
};

await t.test(
  'sequences and optionals come from files, plain or within an optional, full or empty',
  async (t) => {
    const two = { elements: [vector(1), vector(2, 3)] };
    const given: [TensorInfo, Uint8Array, Value, number][] = [
      [sequence, encodeValue(two), two, 2],
      [sequence, encodeValue({ elements: [] }), { elements: [] }, 0],
      [optional, encodeValue(vector(1)), vector(1), 1],
      [optional, encodeOptional(vector(1)), vector(1), 1],
      [optional, encodeValue(null), null, 0],
      [optionalSequence, encodeValue(two), two, 2],
      [optionalSequence, encodeOptional(two), two, 2],
      [optionalSequence, encodeOptional({ elements: [] }), { elements: [] }, 0],
      [optionalSequence, encodeValue(null), null, 0],
    ];
    for (const [index, [input, bytes, value, length]] of given.entries()) {
      const files = { s: await save(`held-${index}`, bytes) };
      const { feeds, report } = await resolveInputs({ inputs: [input] }, spec({ files }));
      const kind = input.container ?? 'sequence';
      t.strictSame(feeds['s'], value, `${index}`);
      t.match(report[0], { dtype: 'float32', source: 'file', container: { kind, length } }, `${index}`);
    }
  },
);

await t.test('a map comes from a file where the engine takes one, and is not made up', async (t) => {
  const words: TensorInfo = { name: 'w', dtype: 'float64', shape: [], container: 'map' };
  const values = (data: Tensor['data'], dtype: 'float64' | 'float32'): Tensor => ({
    dtype,
    shape: [2],
    data,
  });
  const keys: Tensor = { dtype: 'string', shape: [2], data: ['a', 'b'] };
  const map = { keys, values: values(Float64Array.of(1, 2), 'float64') };
  const files = { w: await save('map', encodeValue(map)) };
  const { feeds, report } = await resolveInputs({ inputs: [words] }, spec({ files }));
  t.strictSame(feeds['w'], map);
  t.match(report, [{ source: 'file', container: { kind: 'map' } }]);
  const other = await save(
    'map-other',
    encodeValue({ keys, values: values(Float32Array.of(1, 2), 'float32') }),
  );
  await t.rejects(resolveInputs({ inputs: [words] }, spec({ files: { w: other } })), {
    code: 'INPUT_INVALID',
    message: /holds float32 elements.*takes float64/,
  });
  for (const given of [{}, { values: { w: '1' } }])
    await t.rejects(resolveInputs({ inputs: [words] }, spec(given)), {
      code: 'INPUT_INVALID',
      message: /cannot be made up.*--input w=file\.pb/,
    });
});

await t.test('what is made up, or given as values, is one tensor in whatever holds it', async (t) => {
  const values = { s: '5' };
  const made = async (input: TensorInfo, given: Partial<InputSpec>) =>
    (await resolveInputs({ inputs: [input] }, spec(given))).feeds['s'];
  t.strictSame(await made(sequence, { values, dims: { n: 2 } }), { elements: [vector(5, 5)] });
  t.strictSame(await made(optionalSequence, { values, shapes: { s: [1] } }), { elements: [vector(5)] });
  t.strictSame(await made(optional, { values }), vector(5));
  t.match(await made(sequence, {}), { elements: [{ dtype: 'float32', shape: [1] }] });
});

await t.test('a file that holds something else than the input takes is refused', async (t) => {
  const whole: Tensor = { dtype: 'int32', shape: [1], data: new Int32Array(1) };
  const map: TensorInfo = { name: 's', dtype: null, shape: [], container: 'map' };
  const cases: [string, TensorInfo, Uint8Array, RegExp][] = [
    ['plain', sequence, encodeValue(vector(1)), /does not hold a sequence of tensors \(SequenceProto\)/],
    ['several', optional, encodeValue({ elements: [vector(1), vector(1)] }), /does not hold a tensor, or an/],
    ['tensor', optionalSequence, encodeValue(vector(1)), /does not hold a sequence of tensors/],
    [
      'other',
      sequence,
      encodeValue({ elements: [vector(1), whole] }),
      /holds int32 elements, but the input s \(sequence of float32\[n\]\) takes float32/,
    ],
    [
      'nested',
      sequence,
      encodeValue({ elements: [{ elements: [vector(1)] }] }),
      /does not hold a sequence of tensors/,
    ],
    ['cut', sequence, encodeValue({ elements: [vector(1)] }).subarray(0, -1), /is damaged/],
    ['map', map, encodeValue(null), /s \(a map\) cannot be given: Dumont gives tensors/],
  ];
  for (const [name, input, bytes, message] of cases) {
    const files = { s: await save(`${name}-other`, bytes) };
    await t.rejects(
      resolveInputs({ inputs: [input] }, spec({ files })),
      { code: 'INPUT_INVALID', message },
      name,
    );
  }
  await t.rejects(resolveInputs({ inputs: [map] }, spec({})), {
    code: 'INPUT_INVALID',
    message: /cannot be given/,
  });
  const raw = { s: await save('s', new Uint8Array(4), 'bin') };
  await t.rejects(resolveInputs({ inputs: [sequence] }, spec({ files: raw })), {
    message: /takes a sequence: use \.pb/,
  });
  const held = { s: await save('held', encodeValue({ elements: [vector(1)] })) };
  await t.rejects(resolveInputs({ inputs: [sequence] }, spec({ files: held, shapes: { s: [1] } })), {
    message: /holds no single tensor, but --shape s=1 says otherwise: leave out the flag/,
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { TENSOR_TYPES, type SessionOptions } from '@dumont/protocol';
import { resolveInputs } from '../feeds/resolve-inputs.ts';
import type { NamedTensors, Tensor } from '../tensor.ts';
import { encodeModel, type ModelSpec } from './model-proto.ts';
import { openOnnxEngine } from './onnx-engine.ts';
import { tensorSpec } from './write-tensor-proto.ts';
import { PLAIN_OPTIONS } from './plain-options.ts';
import { ANY_INPUTS, identity, modelWriter } from './testing/models.ts';

const options: SessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };
const engine = await openOnnxEngine({ api: 'node' });
const folder = t.testdir({});
const write = modelWriter(folder);

async function run(model: ModelSpec, feeds?: NamedTensors): Promise<NamedTensors> {
  const session = await engine.load(await write(model), options);
  const bound = session.bind(feeds ?? (await resolveInputs(session.inputs, ANY_INPUTS)).feeds);
  const outputs = bound.readOutputs(await bound.run());
  await session[Symbol.asyncDispose]();
  return outputs;
}

await t.test('the null model runs', async (t) => {
  const session = await engine.load('null-model', options);
  t.strictSame(session.inputs, [{ name: 'x', dtype: 'float32', shape: [1] }]);
  const x: Tensor = { dtype: 'float32', shape: [1], data: new Float32Array([3]) };
  const bound = session.bind({ x });
  t.strictSame(bound.readOutputs(await bound.run()), { y: x });
  await session[Symbol.asyncDispose]();
});

/** By onnxruntime-node: for 4-bit integers see below. */
const NOT_TAKEN = /int4|bfloat|float[48]/;

await t.test('every element type goes in and comes out as it was', async (t) => {
  for (const dtype of TENSOR_TYPES.filter((type) => !NOT_TAKEN.test(type))) {
    const session = await engine.load(await write(identity(dtype)), options);
    t.strictSame(session.inputs, [{ name: 'x', dtype, shape: [2, 'n', ''] }], dtype);
    const { feeds } = await resolveInputs(session.inputs, { ...ANY_INPUTS, dims: { n: 3 } });
    const bound = session.bind(feeds);
    t.strictSame(bound.readOutputs(await bound.run()), { y: feeds['x'] }, dtype);
    await session[Symbol.asyncDispose]();
  }
});

await t.test(
  '4-bit integers are refused: onnxruntime-node does not take them and dies of giving them',
  async (t) => {
    const scale = tensorSpec({ dtype: 'float32', shape: [], data: new Float32Array([1]) }, 'scale');
    const zero = tensorSpec({ dtype: 'int4', shape: [], data: new Uint8Array(1) }, 'zero');
    const taking: ModelSpec = {
      irVersion: 10,
      opsets: { '': 21 },
      nodes: [{ opType: 'DequantizeLinear', inputs: ['x', 'scale'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'uint4', shape: [3] }],
      outputs: [{ name: 'y', elementType: 'float32' }],
      initializers: [scale],
    };
    await t.rejects(run(taking), { code: 'MODEL_UNSUPPORTED', message: /x has the type uint4/ });
    const giving: ModelSpec = {
      ...taking,
      nodes: [{ opType: 'QuantizeLinear', inputs: ['x', 'scale', 'zero'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'float32', shape: [3] }],
      outputs: [{ name: 'y', elementType: 'int4' }],
      initializers: [scale, zero],
    };
    await t.rejects(run(giving), { code: 'MODEL_UNSUPPORTED', message: /y has the type int4/ });
    const both: ModelSpec = {
      ...giving,
      outputs: [...giving.outputs, { name: 'x', elementType: 'float32' }],
    };
    t.strictSame(Object.keys(await run(both)), ['x'], 'a tensor beside them is fetched alone');
  },
);

await t.test('bfloat16 is refused in words: onnxruntime-node does not know it', async (t) => {
  await t.rejects(run(identity('bfloat16')), { code: 'MODEL_UNSUPPORTED', message: /bfloat16/ });
});

await t.test('float16 is computed in float16', async (t) => {
  const outputs = await run(
    {
      nodes: [{ opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'float16', shape: [2] }],
      outputs: [{ name: 'y', elementType: 'float16' }],
    },
    { x: { dtype: 'float16', shape: [2], data: new Uint16Array([0x3c00, 0x7bff]) } },
  );
  t.strictSame(outputs['y']?.data, new Uint16Array([0x4000, 0x7c00]), '1 + 1, and the largest doubled');
});

await t.test('the loading of the runtime leaves no trace in the globals', async (t) => {
  t.equal(
    typeof Reflect.get(globalThis, 'Float16Array'),
    process.versions.node < '24' ? 'undefined' : 'function',
  );
  t.equal(process.env['ORT_DISABLE_TELEMETRY'], '1');
});

await t.test('graphs inside graphs, and attributes of every kind', async (t) => {
  const branch = (value: number) =>
    ({
      graph: {
        nodes: [
          {
            opType: 'Constant',
            inputs: [],
            outputs: ['out'],
            attributes: {
              value: {
                tensor: {
                  elementType: 'float32',
                  dims: [],
                  content: { raw: new Uint8Array(new Float32Array([value]).buffer) },
                },
              },
            },
          },
        ],
        outputs: [{ name: 'out', elementType: 'float32', shape: [] }],
      },
    }) as const;
  const model: ModelSpec = {
    nodes: [
      {
        opType: 'If',
        inputs: ['c'],
        outputs: ['y'],
        attributes: { then_branch: branch(1), else_branch: branch(2) },
      },
      { opType: 'Constant', inputs: [], outputs: ['k'], attributes: { value_ints: { ints: [4, -5] } } },
      { opType: 'Constant', inputs: [], outputs: ['f'], attributes: { value_floats: { floats: [0.5, 2] } } },
      { opType: 'Constant', inputs: [], outputs: ['s'], attributes: { value_string: { string: 'é' } } },
      { opType: 'LeakyRelu', inputs: ['f'], outputs: ['l'], attributes: { alpha: { float: 0.25 } } },
    ],
    inputs: [{ name: 'c', elementType: 'bool', shape: [] }],
    outputs: [
      { name: 'y', elementType: 'float32' },
      { name: 'k', elementType: 'int64' },
      { name: 's', elementType: 'string' },
      { name: 'l', elementType: 'float32' },
    ],
  };
  const outputs = await run(model, { c: { dtype: 'bool', shape: [], data: new Uint8Array([0]) } });
  t.strictSame(outputs['y']?.data, new Float32Array([2]));
  t.strictSame(outputs['k']?.data, new BigInt64Array([4n, -5n]));
  t.strictSame(outputs['s']?.data, ['é']);
  t.strictSame(outputs['l']?.data, new Float32Array([0.5, 2]));
});

await t.test('weights may be in another file', async (t) => {
  await mkdir(join(folder, 'external'), { recursive: true });
  const path = join(folder, 'external', 'model.onnx');
  const weights = { location: 'weights.bin', offset: 8, length: 8 };
  await writeFile(
    join(folder, 'external', 'weights.bin'),
    new Uint8Array(new Float32Array([9, 9, 1, 2]).buffer),
  );
  await writeFile(
    path,
    encodeModel({
      nodes: [{ opType: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'float32', shape: [2] }],
      outputs: [{ name: 'y', elementType: 'float32' }],
      initializers: [{ name: 'w', elementType: 'float32', dims: [2], content: { external: weights } }],
    }),
  );
  const session = await engine.load({ path, format: 'onnx' }, options);
  const bound = session.bind({ x: { dtype: 'float32', shape: [2], data: new Float32Array([1, 1]) } });
  t.strictSame(bound.readOutputs(await bound.run())['y']?.data, new Float32Array([2, 3]));
  await session[Symbol.asyncDispose]();
});

await t.test('a sequence among the outputs does not keep the tensors from being returned', async (t) => {
  const model: ModelSpec = {
    nodes: [
      { opType: 'SequenceConstruct', inputs: ['x'], outputs: ['s'] },
      { opType: 'Identity', inputs: ['x'], outputs: ['y'] },
    ],
    inputs: [{ name: 'x', elementType: 'float32', shape: [1] }],
    outputs: [
      { name: 's', elementType: 'float32', container: 'sequence' },
      { name: 'y', elementType: 'float32' },
    ],
  };
  t.strictSame(Object.keys(await run(model)), ['y']);
  const onlySequence = { ...model, outputs: model.outputs.slice(0, 1) };
  await t.rejects(run(onlySequence), { code: 'MODEL_UNSUPPORTED', message: /cannot return/ });
});

await t.test('an optional input takes a plain tensor', async (t) => {
  const model: ModelSpec = {
    opsets: { '': 18 },
    nodes: [{ opType: 'OptionalHasElement', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: [2], container: 'optional' }],
    outputs: [{ name: 'y', elementType: 'bool' }],
  };
  const outputs = await run(model, { x: { dtype: 'float32', shape: [2], data: new Float32Array(2) } });
  t.strictSame(outputs['y']?.data, new Uint8Array([1]));
});

await t.test('a provider that Dumont cannot run is refused, not replaced', async (t) => {
  for (const provider of ['cuda', 'dml', 'webgpu', 'coreml'] as const) {
    await t.rejects(engine.load('null-model', { ...options, provider }), {
      code: 'UNIT_UNAVAILABLE',
      message: new RegExp(provider),
    });
  }
});

await t.test('probing finds the CPU, and says why for the rest', async (t) => {
  const units = await engine.probe();
  t.strictSame(units[0], { unit: 'CPU (ONNX)', available: true, reason: null });
  t.ok(units.slice(1).every((unit) => !unit.available && unit.reason !== null));
});

await t.test('a profiled session tells operators and where they ran', async (t) => {
  const model = await write({
    nodes: [
      { opType: 'MatMul', inputs: ['x', 'x'], outputs: ['a'] },
      { opType: 'Relu', inputs: ['a'], outputs: ['b'] },
      { opType: 'MatMul', inputs: ['b', 'x'], outputs: ['y'] },
    ],
    inputs: [{ name: 'x', elementType: 'float32', shape: [32, 32] }],
    outputs: [{ name: 'y', elementType: 'float32' }],
  });
  const session = await engine.loadProfiled?.(model, options, folder);
  if (session === undefined) throw new Error('the engine has a profiler');
  const bound = session.bind((await resolveInputs(session.inputs, ANY_INPUTS)).feeds);
  for (let index = 0; index < 3; index += 1) await bound.run();
  const { runs, operators, placement } = await session.readProfile();
  await session[Symbol.asyncDispose]();
  t.equal(runs, 3);
  const calls = Object.fromEntries(operators.map((row) => [row.opType, row.calls]));
  t.strictSame(calls, { MatMul: 2, Relu: 1 });
  t.equal(placement.verdict, 'full');
  t.strictSame(placement.nodes, { cpu: 3 });
});

await t.test('a library of its own is not for onnxruntime-node', async (t) => {
  await t.rejects(openOnnxEngine({ api: 'node', library: '/opt/libonnxruntime.so' }), { code: 'USAGE' });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { TENSOR_TYPES, type SessionOptions } from '@dumont/protocol';
import { isFourBit } from '../../element-layout.ts';
import type { InferenceSession } from '../../engine.ts';
import { resolveInputs } from '../../feeds/resolve-inputs.ts';
import type { NamedTensors, Tensor } from '../../tensor.ts';
import { encodeModel, type ModelSpec } from '../model-proto.ts';
import { tensorSpec } from '../write-tensor-proto.ts';
import { countLiveObjects } from './native-object.ts';
import { openNativeApi } from './open.ts';
import { PLAIN_OPTIONS } from '../plain-options.ts';
import { ANY_INPUTS, identity, modelWriter } from '../testing/models.ts';

const options: SessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };
const engine = await openNativeApi(null);
const atRest = countLiveObjects();
const folder = t.testdir({});
const write = modelWriter(folder);

/** Whatever is made for a test is gone when it is over. */
async function withModel<Result>(
  t: Test,
  model: ModelSpec,
  use: (session: InferenceSession) => Promise<Result>,
): Promise<Result> {
  const session = await engine.load(await write(model), options);
  try {
    return await use(session);
  } finally {
    await session[Symbol.asyncDispose]();
    t.strictSame(countLiveObjects(), atRest, 'nothing is left');
  }
}

async function run(t: Test, model: ModelSpec, feeds?: NamedTensors): Promise<NamedTensors> {
  return withModel(t, model, async (session) => {
    const bound = session.bind(feeds ?? (await resolveInputs(session.inputs, ANY_INPUTS)).feeds);
    return bound.readOutputs(await bound.run());
  });
}

await t.test('every element type goes in and comes out as it was, in any number', async (t) => {
  // onnxruntime has no Identity for 4-bit elements: see below.
  for (const dtype of TENSOR_TYPES.filter((type) => !isFourBit(type))) {
    await withModel(t, identity(dtype), async (session) => {
      t.strictSame(session.inputs, [{ name: 'x', dtype, shape: [2, 'n', ''] }], dtype);
      for (const n of [3, 0]) {
        const { feeds } = await resolveInputs(session.inputs, { ...ANY_INPUTS, dims: { n } });
        const bound = session.bind(feeds);
        t.strictSame(bound.readOutputs(await bound.run()), { y: feeds['x'] }, `${dtype}, ${n}`);
      }
    });
  }
});

await t.test('options that the runtime else decides by itself reach it', async (t) => {
  const extras = { intraOpSpinning: false, cpuArena: false, memoryPattern: false };
  await (await engine.load('null-model', { ...options, ...extras }))[Symbol.asyncDispose]();
  const sessionEntries = { 'session.dynamic_block_base': 'no number' };
  await t.rejects(engine.load('null-model', { ...options, sessionEntries }), { code: 'MODEL_INVALID' });
});

await t.test('4-bit integers are quantised and read', async (t) => {
  const scale = tensorSpec({ dtype: 'float32', shape: [], data: new Float32Array([1]) }, 'scale');
  const zero = tensorSpec({ dtype: 'int4', shape: [], data: new Uint8Array(1) }, 'zero');
  const model: ModelSpec = {
    irVersion: 10,
    opsets: { '': 21 },
    nodes: [
      { opType: 'QuantizeLinear', inputs: ['x', 'scale', 'zero'], outputs: ['y'] },
      { opType: 'DequantizeLinear', inputs: ['z', 'scale'], outputs: ['w'] },
    ],
    inputs: [
      { name: 'x', elementType: 'float32', shape: [3] },
      { name: 'z', elementType: 'uint4', shape: [3] },
    ],
    outputs: [
      { name: 'y', elementType: 'int4' },
      { name: 'w', elementType: 'float32' },
    ],
    initializers: [scale, zero],
  };
  const outputs = await run(t, model, {
    x: { dtype: 'float32', shape: [3], data: Float32Array.of(1, -2, 7) },
    z: { dtype: 'uint4', shape: [3], data: Uint8Array.of(0xf1, 0x02) },
  });
  t.strictSame(outputs['y'], { dtype: 'int4', shape: [3], data: Uint8Array.of(0xe1, 0x07) });
  t.strictSame(outputs['w']?.data, Float32Array.of(1, 15, 2));
});

await t.test('outputs are those of the last run, in whatever memory', async (t) => {
  const fixed: ModelSpec = {
    nodes: [{ opType: 'Mul', inputs: ['x', 'x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: ['n'] }],
    outputs: [{ name: 'y', elementType: 'float32', shape: ['n'] }],
  };
  const open: ModelSpec = { ...fixed, outputs: [{ name: 'y', elementType: 'float32', shape: ['m'] }] };
  const wrong: ModelSpec = { ...fixed, outputs: [{ name: 'y', elementType: 'float32', shape: [7] }] };
  for (const [what, model] of Object.entries({ fixed, open, wrong })) {
    await withModel(t, model, async (session) => {
      const data = Float32Array.of(1, 2, 3);
      const bound = session.bind({ x: { dtype: 'float32', shape: [3], data } });
      await bound.run();
      data[0] = 5;
      await bound.run();
      t.strictSame(bound.readOutputs(undefined)['y']?.data, Float32Array.of(25, 4, 9), what);
    });
  }
});

await t.test('an output that is larger in one run than in another is read whole', async (t) => {
  const model: ModelSpec = {
    nodes: [{ opType: 'NonZero', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: [4] }],
    outputs: [{ name: 'y', elementType: 'int64', shape: [1, 'found'] }],
  };
  await withModel(t, model, async (session) => {
    const data = Float32Array.of(1, 0, 0, 0);
    const bound = session.bind({ x: { dtype: 'float32', shape: [4], data } });
    for (const found of [1, 4, 2]) {
      data.fill(0).fill(1, 0, found);
      await bound.run();
      t.strictSame(bound.readOutputs(undefined)['y']?.shape, [1, found]);
    }
  });
});

await t.test('a sequence among the outputs does not grow from run to run, and is left out', async (t) => {
  const model: ModelSpec = {
    nodes: [
      { opType: 'SequenceConstruct', inputs: ['x'], outputs: ['s'] },
      { opType: 'SequenceInsert', inputs: ['s', 'x'], outputs: ['t'] },
      { opType: 'SequenceLength', inputs: ['t'], outputs: ['y'] },
    ],
    inputs: [{ name: 'x', elementType: 'float32', shape: [1] }],
    outputs: [
      { name: 't', elementType: 'float32', container: 'sequence' },
      { name: 'y', elementType: 'int64' },
    ],
  };
  await withModel(t, model, async (session) => {
    t.strictSame(
      session.outputs.map(({ dtype }) => dtype),
      [null, 'int64'],
    );
    const bound = session.bind({ x: { dtype: 'float32', shape: [1], data: Float32Array.of(1) } });
    for (let times = 0; times < 3; times += 1) await bound.run();
    const outputs = bound.readOutputs(undefined);
    t.strictSame(Object.keys(outputs), ['y']);
    t.strictSame(outputs['y']?.data, BigInt64Array.of(2n));
  });
});

await t.test('an optional input takes a plain tensor', async (t) => {
  const model: ModelSpec = {
    opsets: { '': 18 },
    nodes: [{ opType: 'OptionalHasElement', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: [2], container: 'optional' }],
    outputs: [{ name: 'y', elementType: 'bool' }],
  };
  const outputs = await run(t, model, { x: { dtype: 'float32', shape: [2], data: new Float32Array(2) } });
  t.strictSame(outputs['y']?.data, new Uint8Array([1]));
});

await t.test('what does not fit the model fails in words, and leaves nothing behind', async (t) => {
  const ten: Tensor = { dtype: 'float32', shape: [10], data: new Float32Array(10) };
  const model = identity('float32');
  const wrong: [string, NamedTensors][] = [
    ['no inputs', {}],
    ['another name', { z: ten }],
    ['another type', { x: { dtype: 'int32', shape: [2, 1, 1], data: new Int32Array(2) } }],
    ['another rank', { x: ten }],
  ];
  for (const [what, feeds] of wrong) {
    await t.rejects(run(t, model, feeds), { code: 'INFERENCE_FAILED', message: /onnxruntime says/ }, what);
  }
  const text: Tensor = { dtype: 'string', shape: [2, 1, 1], data: ['a', 'b\0c'] };
  await t.rejects(run(t, identity('string'), { x: text }), { code: 'INPUT_INVALID' });
  await t.rejects(engine.load({ path: join(folder, 'none.onnx'), format: 'onnx' }, options), {
    code: 'MODEL_NOT_FOUND',
  });
  t.strictSame(countLiveObjects(), atRest);
});

await t.test('a provider that Dumont cannot run is refused, not replaced', async (t) => {
  for (const provider of ['cuda', 'dml', 'webgpu', 'coreml'] as const) {
    await t.rejects(engine.load('null-model', { ...options, provider }), { code: 'UNIT_UNAVAILABLE' });
  }
  t.strictSame(countLiveObjects(), atRest);
});

await t.test('inputs that were released are not run', async (t) => {
  const session = await engine.load('null-model', options);
  const bound = session.bind({ x: { dtype: 'float32', shape: [1], data: new Float32Array(1) } });
  await session[Symbol.asyncDispose]();
  await t.rejects(bound.run(), { message: /released before/ });
  t.throws(() => bound.readOutputs(undefined), { message: /released before/ });
});

await t.test('weights may be in another file', async (t) => {
  await mkdir(join(folder, 'external'), { recursive: true });
  const path = join(folder, 'external', 'model.onnx');
  await writeFile(
    join(folder, 'external', 'weights.bin'),
    new Uint8Array(Float32Array.of(9, 9, 1, 2).buffer),
  );
  const weights = { location: 'weights.bin', offset: 8, length: 8 };
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
  const bound = session.bind({ x: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 1) } });
  t.strictSame(bound.readOutputs(await bound.run())['y']?.data, Float32Array.of(2, 3));
  await session[Symbol.asyncDispose]();
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
  const session = await engine.loadProfiled(model, options, folder);
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

/** What holds for the runtime by either of its interfaces: each is tested in a process of its own, where alone it may be loaded. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import { TENSOR_TYPES, type SessionOptions, type TensorType } from '@dumont/protocol';
import type { Engine, InferenceSession } from '../../engine.ts';
import { resolveInputs } from '../../feeds/resolve-inputs.ts';
import type { Tensor } from '../../tensor.ts';
import { byteLengthOfTensors, type NamedValues } from '../../value.ts';
import { encodeModel, type ModelSpec } from '../model-proto.ts';
import { SMALLEST_NULL_MODEL } from '../null-model.ts';
import { PLAIN_OPTIONS } from '../../plain-options.ts';
import {
  ANY_INPUTS,
  ATTRIBUTES,
  float32,
  identity,
  modelWriter,
  OPTIONAL_IN,
  SEQUENCE_OUT,
} from './models.ts';

/** No machine that runs the tests has all that these need. */
const ELSEWHERE: readonly Pick<SessionOptions, 'unit' | 'provider'>[] = [
  { unit: 'MIGraphX (ONNX)', provider: 'migraphx' },
  process.platform === 'win32'
    ? { unit: 'CoreML (ONNX)', provider: 'coreml' }
    : { unit: 'DirectML (ONNX)', provider: 'dml' },
];

export const ONE_THREAD: SessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };

export interface Subject {
  readonly engine: Engine;
  /** What runs the models; left out it is the CPU. */
  readonly on?: Pick<SessionOptions, 'unit' | 'provider' | 'softwareAdapter'>;
  /** Left out it is true: whether it computes in float16. */
  readonly hasFloat16?: boolean;
  /** That go in and come out of an Identity. */
  readonly types: readonly TensorType[];
  /** Looked at after each test: that nothing is left of it. */
  readonly assertAtRest: (t: Test) => void;
}

function optionsOf({ on }: Subject): SessionOptions {
  return { ...ONE_THREAD, ...on };
}

export interface Runs {
  /** Whatever is loaded is gone afterwards. */
  readonly use: <Result>(
    t: Test,
    model: ModelSpec,
    body: (session: InferenceSession) => Promise<Result>,
  ) => Promise<Result>;
  /** @returns outputs, of generated inputs where none are given */
  readonly run: (t: Test, model: ModelSpec, feeds?: NamedValues) => Promise<NamedValues>;
}

/** @param folder where models may be written */
export function runsOf(subject: Subject, folder: string): Runs {
  const { engine, assertAtRest } = subject;
  const write = modelWriter(folder);
  const use: Runs['use'] = async (t, model, body) => {
    const session = await engine.load(await write(model), optionsOf(subject));
    try {
      return await body(session);
    } finally {
      await session[Symbol.asyncDispose]();
      assertAtRest(t);
    }
  };
  const run: Runs['run'] = (t, model, feeds) =>
    use(t, model, async (session) => {
      const bound = session.bind(feeds ?? (await resolveInputs(session, ANY_INPUTS)).feeds);
      return bound.readOutputs(await bound.run());
    });
  return { use, run };
}

export async function testContract(t: Test, subject: Subject): Promise<void> {
  const folder = t.testdir({});
  const runs = runsOf(subject, folder);
  await testValues(t, subject, runs);
  await testModels(t, subject, runs, folder);
  await testRefusals(t, subject, runs, folder);
}

async function testValues(t: Test, subject: Subject, { use, run }: Runs): Promise<void> {
  const { types, hasFloat16 = true } = subject;
  await t.test('every element type goes in and comes out as it was, in any number', async (t) => {
    for (const dtype of types) {
      await use(t, identity(dtype), async (session) => {
        t.strictSame(session.inputs, [{ name: 'x', dtype, shape: [2, 'n', ''] }], dtype);
        for (const n of [3, 0]) {
          const { feeds } = await resolveInputs(session, { ...ANY_INPUTS, dims: { n } });
          const bound = session.bind(feeds);
          const raw = await bound.run();
          t.strictSame(bound.readOutputs(raw), { y: feeds['x'] }, `${dtype}, ${n}`);
          t.equal(bound.outputBytes?.(raw), byteLengthOfTensors(feeds), `${dtype}, ${n}: how large`);
        }
      });
    }
  });

  await t.test('other element types are refused in words', async (t) => {
    const others = TENSOR_TYPES.filter((dtype) => !types.includes(dtype));
    t.ok(others.length > 0);
    for (const dtype of others)
      await t.rejects(run(t, identity(dtype)), { code: 'MODEL_UNSUPPORTED' }, dtype);
  });

  await t.test('float16 is computed in float16, or the device is said to have none', async (t) => {
    const model: ModelSpec = {
      nodes: [{ opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'float16', shape: [2] }],
      outputs: [{ name: 'y', elementType: 'float16' }],
    };
    const x: Tensor = { dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0x7bff) };
    if (!hasFloat16) {
      const message = /the device that it runs on has no float16; .*float32/;
      await t.rejects(run(t, model, { x }), { code: 'MODEL_UNSUPPORTED', message });
      return;
    }
    const y = { ...x, data: Uint16Array.of(0x4000, 0x7c00) };
    t.strictSame(await run(t, model, { x }), { y }, '1 + 1, and the largest doubled');
  });

  await t.test('an optional input takes a tensor', async (t) => {
    const outputs = await run(t, OPTIONAL_IN, { x: float32(1, 2) });
    t.strictSame(outputs, { y: { dtype: 'bool', shape: [], data: Uint8Array.of(1) } });
  });

  await t.test('a sequence among the outputs does not keep the tensors from being returned', async (t) => {
    const { y } = await run(t, SEQUENCE_OUT);
    t.strictSame(y, { dtype: 'int64', shape: [], data: BigInt64Array.of(2n) });
  });
}

async function testModels(t: Test, subject: Subject, { use, run }: Runs, folder: string): Promise<void> {
  const { engine } = subject;
  const options = optionsOf(subject);
  await t.test('a model that does nothing has an input and an output as large as it is told', async (t) => {
    const sizes = [
      [0, 0, '3', '3'],
      [10, 13, '3 4 5', '3 4 5 0'],
      [16, 8, '3 4 5 6', '3 4'],
    ] as const;
    for (const [inputBytes, outputBytes, given, expected] of sizes) {
      const session = await engine.load({ inputBytes, outputBytes }, options);
      const x = float32(...given.split(' ').map(Number));
      t.strictSame(session.inputs, [{ name: 'x', dtype: 'float32', shape: x.shape }]);
      const bound = session.bind({ x });
      const y = float32(...expected.split(' ').map(Number));
      t.strictSame(bound.readOutputs(await bound.run()), { y });
      await session[Symbol.asyncDispose]();
    }
  });

  await t.test('graphs inside graphs, and attributes of every kind', async (t) => {
    const c: Tensor = { dtype: 'bool', shape: [], data: Uint8Array.of(0) };
    t.strictSame(await run(t, ATTRIBUTES, { c }), {
      y: { dtype: 'float32', shape: [], data: Float32Array.of(2) },
      k: { dtype: 'int64', shape: [2], data: BigInt64Array.of(4n, -5n) },
      s: { dtype: 'string', shape: [], data: ['é'] },
      l: float32(0.5, 2),
    });
  });

  await t.test('weights may be in another file', async (t) => {
    const place = join(folder, 'external');
    await mkdir(place);
    await writeFile(join(place, 'weights.bin'), new Uint8Array(Float32Array.of(9, 9, 1, 2).buffer));
    const external = { location: 'weights.bin', offset: 8, length: 8 };
    const model: ModelSpec = {
      nodes: [{ opType: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'float32', shape: [2] }],
      outputs: [{ name: 'y', elementType: 'float32' }],
      initializers: [{ name: 'w', elementType: 'float32', dims: [2], content: { external } }],
    };
    const path = join(place, 'model.onnx');
    await writeFile(path, encodeModel(model));
    const session = await engine.load({ path, format: 'onnx' }, options);
    const bound = session.bind({ x: float32(1, 1) });
    t.strictSame(bound.readOutputs(await bound.run()), { y: float32(2, 3) });
    await session[Symbol.asyncDispose]();
  });

  await t.test('outputs are those of the last run', async (t) => {
    const model: ModelSpec = {
      nodes: [{ opType: 'NonZero', inputs: ['x'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'float32', shape: [4] }],
      outputs: [{ name: 'y', elementType: 'int64', shape: [1, 'found'] }],
    };
    await use(t, model, async (session) => {
      for (const x of [float32(1, 0, 0, 0), float32(1, 1, 1, 1), float32(0, 0, 1, 1)]) {
        const bound = session.bind({ x });
        const data = BigInt64Array.from([0n, 1n, 2n, 3n].filter((index) => x.data[Number(index)] !== 0));
        const y = { dtype: 'int64', shape: [1, data.length], data };
        t.strictSame(bound.readOutputs(await bound.run()), { y });
      }
    });
  });

  await t.test('a profiled session tells operators and where they ran', async (t) => {
    const model = await modelWriter(join(folder, 'external'))({
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
    const bound = session.bind((await resolveInputs(session, ANY_INPUTS)).feeds);
    for (let index = 0; index < 3; index += 1) await bound.run();
    const { runs, operators, placement } = await session.readProfile();
    await session[Symbol.asyncDispose]();
    const calls = Object.fromEntries(operators.map((row) => [row.opType, row.calls]));
    t.match(
      { runs, calls, placement },
      { runs: 3, calls: { MatMul: 2, Relu: 1 }, placement: { verdict: 'full' } },
    );
    t.strictSame(placement.nodes, { [session.requestedProvider]: 3 });
  });

  await t.test('probing finds what it runs on, and says why for the rest', async (t) => {
    const probes = await engine.probe();
    const own = probes.find(({ unit }) => unit === options.unit);
    t.match(own, { unit: options.unit, available: true, reason: null });
    for (const { unit, available, reason } of probes) t.equal(reason === null, available, unit);
  });
}

async function testRefusals(t: Test, subject: Subject, { run }: Runs, folder: string): Promise<void> {
  const { engine, assertAtRest } = subject;
  await t.test('what does not fit the model fails in words, and leaves nothing behind', async (t) => {
    const ten: Tensor = { dtype: 'float32', shape: [10], data: new Float32Array(10) };
    const wrong: [string, NamedValues][] = [
      ['no inputs', {}],
      ['another name', { z: ten }],
      ['another type', { x: { dtype: 'int32', shape: [2, 1, 1], data: new Int32Array(2) } }],
      ['another rank', { x: ten }],
    ];
    for (const [what, feeds] of wrong) {
      const refusal = { code: 'INFERENCE_FAILED', message: /onnxruntime says/ };
      await t.rejects(run(t, identity('float32'), feeds), refusal, what);
    }
    const nowhere = { path: join(folder, 'none.onnx'), format: 'onnx' } as const;
    await t.rejects(engine.load(nowhere, optionsOf(subject)), { code: 'MODEL_NOT_FOUND' });
    assertAtRest(t);
  });

  await t.test('a provider that Dumont cannot run is refused, not replaced', async (t) => {
    for (const elsewhere of ELSEWHERE) {
      const refusal = { code: 'UNIT_UNAVAILABLE', message: /cannot be used here|does not use/ };
      await t.rejects(engine.load(SMALLEST_NULL_MODEL, { ...ONE_THREAD, ...elsewhere }), refusal);
    }
    assertAtRest(t);
  });
}

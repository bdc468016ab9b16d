import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { DumontError, type InputSpec, type SessionOptions } from '@dumont/protocol';
import type { InferenceSession } from '../engine.ts';
import { encodeModel, type ModelSpec } from '../onnx/model-proto.ts';
import { openOnnxEngine } from '../onnx/onnx-engine.ts';
import { tensorSpec } from '../onnx/write-tensor-proto.ts';
import { findInputs, type FoundInputs } from './find-inputs.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { PLAIN_OPTIONS } from '../plain-options.ts';

const engine = await openOnnxEngine();
const options: SessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };
const nothing: InputSpec = { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null };
const folder = t.testdir({});
const output = [{ name: 'y', elementType: 'float32' }] as const;
const path = join(folder, 'model.onnx');

async function load(model: ModelSpec): Promise<InferenceSession> {
  await writeFile(path, encodeModel(model));
  return engine.load({ path, format: 'onnx' }, options);
}

/** A Conv with a 5×5 kernel over three channels, as if exported with every axis open. */
const convolution: ModelSpec = {
  nodes: [{ opType: 'Conv', inputs: ['x', 'w'], outputs: ['y'] }],
  inputs: [{ name: 'x', elementType: 'float32', shape: ['n', null, null, null] }],
  outputs: output,
  initializers: [tensorSpec({ dtype: 'float32', shape: [2, 3, 5, 5], data: new Float32Array(150) }, 'w')],
};

/** As it goes on once the model has refused what is usual. */
async function find(session: InferenceSession, spec: InputSpec, maxAttempts = 300): Promise<FoundInputs> {
  const { feeds } = await resolveInputs(session, spec);
  const refusal = await session
    .bind(feeds)
    .run()
    .then(
      () => t.fail('the model refuses nothing'),
      (error: unknown) => (error instanceof DumontError ? error.message : t.fail(String(error))),
    );
  return findInputs(session, spec, { refusal: String(refusal), tried: 0, maxAttempts });
}

await t.test('sizes are found, can be repeated, and are told as found', async (t) => {
  const session = await load(convolution);
  const { spec, attempts } = await find(session, nothing);
  t.ok(attempts > 1);
  const { feeds, report } = await resolveInputs(session, spec);
  await session.bind(feeds).run();
  t.equal(report[0]?.shape[1], 3);
  t.match(report[0], { source: 'searched' });
});

await t.test('values are found: a shape that fits the data, an index within the table', async (t) => {
  const session = await load({
    nodes: [
      { opType: 'Reshape', inputs: ['x', 'shape'], outputs: ['a'] },
      { opType: 'Gather', inputs: ['a', 'index'], outputs: ['y'] },
    ],
    inputs: [
      { name: 'x', elementType: 'float32', shape: [5, 7] },
      { name: 'shape', elementType: 'int64', shape: [1] },
      { name: 'index', elementType: 'int64', shape: [] },
    ],
    outputs: output,
  });
  const { spec } = await find(session, nothing);
  const { feeds, report } = await resolveInputs(session, spec);
  await session.bind(feeds).run();
  t.strictSame(
    report.map(({ name, source }) => [name, source]),
    [
      ['x', 'random'],
      ['shape', 'searched'],
      ['index', 'random'],
    ],
  );
});

await t.test('what was said stays, and the search goes on around it', async (t) => {
  const session = await load(convolution);
  const { spec } = await find(session, { ...nothing, dims: { n: 2 } });
  t.equal(spec.dims['n'], 2);
  t.equal((await resolveInputs(session, spec)).report[0]?.shape[0], 2);
});

await t.test(
  'where nothing is found, the message says what is open and by which flag it is given',
  async (t) => {
    const impossible = await load({
      nodes: [
        { opType: 'Concat', inputs: ['x', 'w'], outputs: ['a'], attributes: { axis: { int: 0 } } },
        { opType: 'Reshape', inputs: ['a', 'seven'], outputs: ['b'] },
        { opType: 'Gather', inputs: ['b', 'index'], outputs: ['y'] },
      ],
      inputs: [
        { name: 'x', elementType: 'float32', shape: ['frames', null] },
        { name: 'index', elementType: 'int64', shape: [] },
      ],
      outputs: output,
      initializers: [
        tensorSpec({ dtype: 'float32', shape: [1, 999], data: new Float32Array(999) }, 'w'),
        tensorSpec({ dtype: 'int64', shape: [1], data: new BigInt64Array([7n]) }, 'seven'),
      ],
    });
    await t.rejects(find(impossible, nothing, 40), {
      code: 'INFERENCE_FAILED',
      message:
        /ran on none of 40 sets of inputs.*dimension frames \(--dim frames=…\); x axis 1 \(--shape x=…\); the values of index int64\[\] \(--value index=….*onnxruntime says: /,
    });
  },
);

await t.test('where nothing is open the refusal stands', async (t) => {
  const session = await load(convolution);
  await t.rejects(find(session, { ...nothing, shapes: { x: [1, 1, 1, 1] } }), {
    code: 'INFERENCE_FAILED',
  });
});

await t.test('what is wrong with the given inputs is said, not searched around', async (t) => {
  const session = await load(convolution);
  await t.rejects(find(session, { ...nothing, dims: { m: 2 } }), {
    code: 'INPUT_INVALID',
    message: /no dimension "m"/,
  });
});

/** Values by what the graph does with them: models are written, and read again. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { InputSpec, ReportInput, TensorType } from '@dumont/protocol';
import { encodeModel, type ModelSpec, type NodeSpec, type ValueSpec } from '../onnx/model-proto.ts';
import { openOnnxEngine } from '../onnx/onnx-engine.ts';
import { PLAIN_OPTIONS } from '../plain-options.ts';
import { tensorSpec, type TensorSpec } from '../onnx/write-tensor-proto.ts';
import type { Tensor } from '../tensor.ts';
import { resolveInputs, type ResolvedInputs } from './resolve-inputs.ts';

const engine = await openOnnxEngine();
const path = join(t.testdir({}), 'model.onnx');
const nothing: InputSpec = { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

const input = (name: string, elementType: TensorType, ...shape: (number | string)[]): ValueSpec => ({
  name,
  elementType,
  shape,
});
const node = (opType: string, inputs: string, outputs: string, attributes = {}): NodeSpec => ({
  opType,
  inputs: inputs.split(' ').map((name) => (name === '-' ? '' : name)),
  outputs: outputs.split(' '),
  attributes,
});
const floats = (name: string, ...shape: number[]): TensorSpec => {
  const elements = shape.reduce((product, size) => product * size, 1);
  return tensorSpec({ dtype: 'float32', shape, data: new Float32Array(elements).fill(0.1) }, name);
};
const numbers = (name: string, ...values: number[]): TensorSpec =>
  tensorSpec({ dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) }, name);
const y = { name: 'y', elementType: 'float32' } as const;

/** Loads it, makes inputs up, and runs it on them: what is chosen must be taken. */
async function choose(model: ModelSpec, given: Partial<InputSpec> = {}): Promise<ResolvedInputs> {
  await writeFile(path, encodeModel(model));
  const session = await engine.load({ path, format: 'onnx' }, { ...PLAIN_OPTIONS, intraOpThreads: 1 });
  try {
    const resolved = await resolveInputs(session, { ...nothing, ...given });
    await session.bind(resolved.feeds).run();
    return resolved;
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

const told = ({ report }: ResolvedInputs): Record<string, ReportInput> =>
  Object.fromEntries(report.map((one) => [one.name, one]));

/** A transformer's first layer, as exporters write it: tables of words, types and places, and a mask before a softmax. */
const encoder: ModelSpec = {
  nodes: [
    node('Gather', 'words ids', 'a'),
    node('Gather', 'types segments', 'b'),
    node('Gather', 'places position_ids', 'c'),
    node('Add', 'a b', 'ab'),
    node('Add', 'ab c', 'x'),
    node('Cast', 'padding', 'p', { to: { int: 1 } }),
    node('Sub', 'one p', 'inverse'),
    node('Mul', 'inverse large', 'bias'),
    node('Unsqueeze', 'bias axis', 'biases'),
    node('Transpose', 'x', 'xt', { perm: { ints: [0, 2, 1] } }),
    node('MatMul', 'x xt', 'scores'),
    node('Add', 'scores biases', 'masked'),
    node('Softmax', 'masked', 'weights', { axis: { int: -1 } }),
    node('MatMul', 'weights x', 'y'),
  ],
  inputs: [
    input('ids', 'int64', 'batch', 'seq'),
    input('segments', 'int64', 'batch', 'seq'),
    input('position_ids', 'int64', 'batch', 'seq'),
    input('padding', 'int64', 'batch', 'seq'),
  ],
  outputs: [y],
  initializers: [
    floats('words', 3000, 8),
    floats('types', 2, 8),
    floats('places', 512, 8),
    floats('one', 1),
    floats('large', 1),
    numbers('axis', 1),
  ],
};

await t.test('an encoder: ids over the whole table, places in order, a mask of ones', async (t) => {
  const resolved = await choose(encoder);
  t.match(told(resolved), {
    ids: { shape: [1, 128], source: 'convention', range: { least: 0, most: 2999, order: 'random' } },
    segments: { range: { least: 0, most: 1, order: 'random' } },
    position_ids: { range: { least: 0, most: 127, order: 'counting' } },
    padding: { value: '1' },
  });
  const data = (name: string): number[] => [...(resolved.feeds[name] as Tensor).data].map(Number);
  t.ok(new Set(data('ids')).size > 100, 'hardly a row twice');
  t.strictSame(data('position_ids'), [...Array(128).keys()]);
  t.ok(data('padding').every((value) => value === 1));
});

await t.test('what was said goes before what is usual', async (t) => {
  const resolved = await choose(encoder, {
    ranges: { ids: [7, 7] },
    values: { padding: '0' },
    dims: { batch: 2, seq: 3 },
  });
  t.match(told(resolved), {
    ids: { shape: [2, 3], source: 'value', range: { least: 7, most: 7 } },
    padding: { source: 'value', value: '0' },
  });
});

await t.test('a decoder with a past: the mask covers both, whole and of ones', async (t) => {
  const resolved = await choose({
    nodes: [
      node('Gather', 'words input_ids', 'a'),
      node('Concat', 'past a', 'all', { axis: { int: 1 } }),
      node('Cast', 'attention_mask', 'm', { to: { int: 1 } }),
      node('Unsqueeze', 'm axis', 'mask'),
      node('Mul', 'all mask', 'y'),
    ],
    inputs: [
      input('input_ids', 'int64', 'batch_size', 'sequence_length'),
      input('attention_mask', 'int64', 'batch_size', 'past_sequence_length + sequence_length'),
      input('past', 'float32', 'batch_size', 'past_sequence_length', 8),
    ],
    outputs: [y],
    initializers: [floats('words', 500, 8), numbers('axis', 2)],
  });
  t.match(told(resolved), {
    input_ids: { shape: [1, 128], range: { most: 499 } },
    attention_mask: { shape: [1, 129], value: '1', source: 'convention' },
    past: { shape: [1, 1, 8] },
  });
});

await t.test('a length is the size that it measures', async (t) => {
  const resolved = await choose(
    {
      nodes: [
        node('Squeeze', 'x_lens zero', 'upto'),
        node('Cast', 'upto', 'f', { to: { int: 1 } }),
        node('Mul', 'x f', 'y'),
      ],
      inputs: [input('x', 'float32', 'batch', 'frames', 4), input('x_lens', 'int64', 'batch')],
      outputs: [y],
      initializers: [numbers('zero', 0)],
    },
    { dims: { frames: 37 } },
  );
  t.match(told(resolved)['x_lens'], { value: '37', source: 'convention' });
});

await t.test('how much there is to do is 1, and marked: counts, steps, sizes, branches', async (t) => {
  const graph = (outputs: string, nodes: NodeSpec[], inputs: ValueSpec[] = []) => ({
    graph: {
      nodes,
      inputs,
      outputs: outputs.split(' ').map((name) => ({
        name,
        elementType: name.startsWith('c') ? ('bool' as const) : ('float32' as const),
      })),
    },
  });
  const loop = await choose({
    nodes: [
      node('Cast', 'num_steps', 'n', { to: { int: 7 } }),
      node('Loop', 'n - x', 'y', {
        body: graph(
          'c_out v_out',
          [node('Identity', 'c', 'c_out'), node('Add', 'v v', 'v_out')],
          [input('i', 'int64'), input('c', 'bool'), input('v', 'float32', 4)],
        ),
      }),
    ],
    inputs: [input('x', 'float32', 4), input('num_steps', 'int32')],
    outputs: [y],
  });
  t.match(told(loop)['num_steps'], { value: '1', source: 'convention', setsAmount: true });
  t.notOk(told(loop)['x']?.setsAmount);

  const sized = await choose({
    nodes: [
      node('Range', 'start limit delta', 'r'),
      node('Cast', 'r', 'f', { to: { int: 1 } }),
      node('Unsqueeze', 'height zero', 'h'),
      node('Concat', 'h one', 'shape', { axis: { int: 0 } }),
      node('Expand', 'f shape', 'e'),
      node('Tile', 'e repeats', 't'),
      node('If', 'twice', 'y', {
        then_branch: graph('a', [node('Add', 't t', 'a')]),
        else_branch: graph('b', [node('Identity', 't', 'b')]),
      }),
    ],
    inputs: [
      ...['start', 'limit', 'delta', 'height'].map((name) => input(name, 'int64')),
      input('repeats', 'int64', 2),
      input('twice', 'bool'),
    ],
    outputs: [y],
    initializers: [numbers('zero', 0), numbers('one', 1)],
  });
  const values = Object.fromEntries(
    sized.report.map(({ name, value, setsAmount }) => [name, `${value} ${setsAmount}`]),
  );
  t.strictSame(values, {
    start: '0 true',
    limit: '1 true',
    delta: '1 true',
    height: '1 true',
    repeats: '1 true',
    twice: '1 true',
  });
});

await t.test('what is cut out or added by given places is an amount of work too', async (t) => {
  const cut = await choose({
    nodes: [node('Slice', 'x from to axes steps', 's'), node('Pad', 's pads', 'y')],
    inputs: [
      input('x', 'float32', 8),
      ...['from', 'to', 'steps'].map((name) => input(name, 'int64', 1)),
      input('pads', 'int64', 2),
    ],
    outputs: [y],
    initializers: [numbers('axes', 0)],
  });
  const values = Object.fromEntries(
    cut.report.slice(1).map(({ name, value, setsAmount }) => [name, `${value} ${setsAmount}`]),
  );
  t.strictSame(values, { from: '0 true', to: '1 true', steps: '1 true', pads: '0 true' });
});

await t.test('the smaller of two tables decides, through casts and quantised ones', async (t) => {
  const resolved = await choose({
    nodes: [
      node('Cast', 'ids', 'wide', { to: { int: 7 } }),
      node('Gather', 'large wide', 'a'),
      node('DequantizeLinear', 'small scale', 'table'),
      node('Gather', 'table wide', 'b'),
      node('Add', 'a b', 'y'),
    ],
    inputs: [input('ids', 'int32', 1, 6)],
    outputs: [y],
    initializers: [
      floats('large', 900, 4),
      tensorSpec({ dtype: 'int8', shape: [70, 4], data: new Int8Array(280) }, 'small'),
      tensorSpec({ dtype: 'float32', shape: [], data: new Float32Array([1]) }, 'scale'),
    ],
  });
  t.match(told(resolved)['ids'], { range: { least: 0, most: 69 } });
});

await t.test('of what nothing is known, it is told what was made up', async (t) => {
  const resolved = await choose({
    nodes: [
      node('Cast', 'n', 'a', { to: { int: 1 } }),
      node('Cast', 'pixels', 'b', { to: { int: 1 } }),
      node('Add', 'a b', 'y'),
    ],
    inputs: [input('n', 'int64'), input('pixels', 'uint8', 9)],
    outputs: [y],
  });
  t.match(told(resolved), {
    n: { source: 'random', value: '1' },
    pixels: { source: 'random', range: { least: 0, most: 255, order: 'random' } },
  });
});

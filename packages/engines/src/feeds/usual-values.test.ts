/** Values by what the graph does with them: models are written, and read again. */
import { join } from 'node:path';
import t from 'tap';
import type { InputSpec } from '@dumont/protocol';
import type { ModelSpec } from '../onnx/model-proto.ts';
import { tensorSpec } from '../onnx/write-tensor-proto.ts';
import type { Tensor } from '../tensor.ts';
import { chooseInputs, floats, input, node, numbers, told, y } from './testing/choose-inputs.ts';

const path = join(t.testdir({}), 'model.onnx');
const choose = (model: ModelSpec, given: Partial<InputSpec> = {}) => chooseInputs(path, model, given);

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

await t.test('what goes into a loop is what it is in there', async (t) => {
  const looped = await choose({
    nodes: [
      node('Loop', 'two - ids', 'last rows', {
        body: {
          graph: {
            nodes: [
              node('Identity', 'go', 'still'),
              node('Identity', 'own', 'again'),
              node('Gather', 'words own', 'row'),
            ],
            inputs: [input('i', 'int64'), input('go', 'bool'), input('own', 'int64', 4)],
            outputs: [
              { name: 'still', elementType: 'bool' },
              { name: 'again', elementType: 'int64' },
              { name: 'row', elementType: 'float32' },
            ],
          },
        },
      }),
      node('Gather', 'places last', 'p'),
      node('Add', 'rows p', 'y'),
    ],
    inputs: [input('ids', 'int64', 4)],
    outputs: [y],
    initializers: [
      tensorSpec({ dtype: 'int64', shape: [], data: BigInt64Array.of(2n) }, 'two'),
      floats('words', 500, 8),
      floats('places', 300, 8),
    ],
  });
  t.match(
    told(looped)['ids'],
    { range: { least: 0, most: 299 } },
    'of the tables in it and after it the smaller',
  );
});

await t.test('what a model’s own function takes is what it is in there, for each call of it', async (t) => {
  const functions = [
    {
      ...{ name: 'Look', domain: 'own', inputs: ['table', 'at'], outputs: ['found'] },
      nodes: [node('Identity', 'at', 'x'), node('Gather', 'table x', 'found')],
    },
    {
      ...{ name: 'Embed', domain: 'own', inputs: ['ids', 'table'], outputs: ['y'] },
      nodes: [{ ...node('Look', 'table ids', 'y'), domain: 'own' }],
    },
  ];
  const embed = (inputs: string, output: string) => ({ ...node('Embed', inputs, output), domain: 'own' });
  const resolved = await choose({
    nodes: [embed('x words', 'a'), embed('kinds types', 'b'), node('Add', 'a b', 'y')],
    inputs: [input('x', 'int64', 6), input('kinds', 'int64', 6)],
    outputs: [y],
    initializers: [floats('words', 500, 8), floats('types', 3, 8)],
    opsets: { own: 1 },
    functions,
  });
  t.match(told(resolved)['x'], { range: { least: 0, most: 499 } });
  t.match(told(resolved)['kinds'], { range: { least: 0, most: 2 } });
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

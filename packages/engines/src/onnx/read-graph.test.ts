import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { encodeModel } from './model-proto.ts';
import { readGraph } from './read-graph.ts';
import { tensorSpec } from './write-tensor-proto.ts';

const path = join(t.testdir({}), 'model.onnx');
const output = [{ name: 'y', elementType: 'float32' }] as const;
const int64 = (name: string, shape: number[], ...values: bigint[]) =>
  tensorSpec({ dtype: 'int64', shape, data: BigInt64Array.from(values) }, name);

const model = encodeModel({
  nodes: [
    {
      opType: 'Constant',
      inputs: [],
      outputs: ['k'],
      attributes: { value: { tensor: int64('', [1], -7n) } },
    },
    { opType: 'Gather', inputs: ['table', 'i'], outputs: ['a'], attributes: { axis: { int: -1 } } },
    {
      opType: 'If',
      inputs: ['c'],
      outputs: ['y'],
      attributes: {
        then_branch: {
          graph: { nodes: [{ opType: 'Relu', inputs: ['a'], outputs: ['b'] }], outputs: output },
        },
      },
    },
  ],
  outputs: output,
  initializers: [
    tensorSpec({ dtype: 'float32', shape: [300, 400], data: new Float32Array(120_000) }, 'table'),
    int64('depth', [], 12n),
    int64('axes', [2], 1n, 2n),
  ],
});

await t.test('nodes, those of inner graphs too, and what is constant', async (t) => {
  await writeFile(path, model);
  const graph = readGraph(path);
  t.strictSame(
    graph?.nodes.map(({ opType, inputs }) => [opType, inputs.join()]),
    [
      ['Constant', ''],
      ['Gather', 'table,i'],
      ['Relu', 'a'],
      ['If', 'c'],
    ],
  );
  t.strictSame(graph?.nodes[1]?.integers, { axis: -1 });
  t.strictSame(Object.fromEntries(graph?.constants ?? []), {
    k: { shape: [1], value: -7 },
    table: { shape: [300, 400] },
    depth: { shape: [], value: 12 },
    axes: { shape: [2] },
  });
});

await t.test('a damaged model is no graph, wherever it is cut or changed', async (t) => {
  const small = model.subarray(0, 400);
  // The graph begins before that.
  for (let length = 30; length < small.length; length += 1) {
    await writeFile(path, small.subarray(0, length));
    t.equal(readGraph(path), null, `cut at ${length}`);
  }
  for (let at = 0; at < 200; at += 1) {
    const damaged = Uint8Array.from(model);
    damaged[at] = 0xff;
    await writeFile(path, damaged);
    t.doesNotThrow(() => readGraph(path), `damaged at ${at}`);
  }
});

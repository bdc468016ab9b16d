/** Models and inputs for tests of either way of calling the runtime. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputSpec, TensorType } from '@dumont/protocol';
import type { Tensor } from '../../tensor.ts';
import { encodeModel, type ModelSpec } from '../model-proto.ts';
import { tensorSpec } from '../write-tensor-proto.ts';

export const ANY_INPUTS: InputSpec = { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

export type WriteModel = (model: ModelSpec) => Promise<{ path: string; format: 'onnx' }>;

/** @returns what writes one model after the other into the folder */
export function modelWriter(folder: string): WriteModel {
  let count = 0;
  return async (model) => {
    count += 1;
    const path = join(folder, `${count}.onnx`);
    await writeFile(path, encodeModel(model));
    return { path, format: 'onnx' };
  };
}

export function identity(elementType: TensorType): ModelSpec {
  return {
    irVersion: 10,
    opsets: { '': 21 },
    nodes: [{ opType: 'Identity', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType, shape: [2, 'n', null] }],
    outputs: [{ name: 'y', elementType }],
  };
}

export function float32(...data: number[]): Tensor {
  return { dtype: 'float32', shape: [data.length], data: Float32Array.from(data) };
}

/** Three uint4 go in and three int4 come out, beside float32 both ways. */
export const FOUR_BIT: ModelSpec = {
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
  initializers: [
    tensorSpec({ dtype: 'float32', shape: [], data: new Float32Array([1]) }, 'scale'),
    tensorSpec({ dtype: 'int4', shape: [], data: new Uint8Array(1) }, 'zero'),
  ],
};

/** A sequence of x twice, and its length. */
export const SEQUENCE_OUT: ModelSpec = {
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

/** A sequence with x at its end, and its length. */
export const SEQUENCE_IN: ModelSpec = {
  nodes: [
    { opType: 'SequenceInsert', inputs: ['s', 'x'], outputs: ['t'] },
    { opType: 'SequenceLength', inputs: ['t'], outputs: ['y'] },
  ],
  inputs: [
    { name: 's', elementType: 'float32', shape: ['n'], container: 'sequence' },
    { name: 'x', elementType: 'float32', shape: ['n'] },
  ],
  outputs: [
    { name: 't', elementType: 'float32', container: 'sequence' },
    { name: 'y', elementType: 'int64' },
  ],
};

/** Whether the optional has a value. */
export const OPTIONAL_IN: ModelSpec = {
  opsets: { '': 18 },
  nodes: [{ opType: 'OptionalHasElement', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', elementType: 'float32', shape: [2], container: 'optional' }],
  outputs: [{ name: 'y', elementType: 'bool' }],
};

/** A graph in each branch of an If, and attributes of every kind. */
export const ATTRIBUTES: ModelSpec = {
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

function branch(value: number) {
  const constant = tensorSpec({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
  return {
    graph: {
      nodes: [
        { opType: 'Constant', inputs: [], outputs: ['out'], attributes: { value: { tensor: constant } } },
      ],
      outputs: [{ name: 'out', elementType: 'float32', shape: [] }],
    },
  } as const;
}

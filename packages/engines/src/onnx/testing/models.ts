/** Models and inputs for tests of either way of calling the runtime. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputSpec, TensorType } from '@dumont/protocol';
import { encodeModel, type ModelSpec } from '../model-proto.ts';

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

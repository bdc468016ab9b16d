/** Models of one addition, y = x + w, whose weights are in files of their own. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodeModel, type ModelSpec, type TensorSpec } from '@dumont/engines/testing';
import type { Test } from 'tap';

const VALUE = { elementType: 'float32', shape: [1] } as const;

/** One number, which takes four bytes of the file. */
export function weightsIn(location: string, name = 'w'): TensorSpec {
  return {
    name,
    elementType: 'float32',
    dims: [1],
    content: { external: { location, offset: 0, length: 4 } },
  };
}

/** @param folder in the test's own @returns the model's path */
export function writeAddition(t: Test, spec: Partial<ModelSpec>, folder = ''): string {
  const file = path.join(t.testdirName, folder, 'model.onnx');
  writeFileSync(
    file,
    encodeModel({
      nodes: [{ opType: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
      inputs: [{ name: 'x', ...VALUE }],
      outputs: [{ name: 'y', ...VALUE }],
      ...spec,
    }),
  );
  return file;
}

/** In a new folder with nothing else in it. */
export function writeModelWithWeights(t: Test): { file: string; weights: string } {
  const folder = t.testdir({ 'weights.bin': 'abcd' });
  const file = writeAddition(t, { initializers: [weightsIn('weights.bin')] });
  return { file, weights: path.join(folder, 'weights.bin') };
}

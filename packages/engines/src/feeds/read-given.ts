/** Tensors of the files that were named for inputs, one by one or as a folder. */
import { extname } from 'node:path';
import { DumontError, type InputSpec, type TensorInfo } from '@dumont/protocol';
import type { Tensor } from '../tensor.ts';
import { describeInput, formatShape } from './describe.ts';
import { readTensorFile } from './read-tensor-file.ts';
import { own } from '../own.ts';

/** @returns input name → path; a file or value for one input goes before the folder's */
export async function locateFiles(
  inputs: readonly TensorInfo[],
  spec: InputSpec,
): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  if (spec.folder !== null) {
    const { listDataSet } = await import('./read-data-set.ts');
    const byPosition = await listDataSet(spec.folder, 'input', inputs.length);
    for (const [position, { name }] of inputs.entries()) {
      const path = byPosition.get(position);
      if (path !== undefined && !Object.hasOwn(spec.values, name)) paths.set(name, path);
    }
  }
  for (const [name, path] of Object.entries(spec.files)) {
    if (Object.hasOwn(spec.values, name)) {
      throw new DumontError('INPUT_INVALID', `The input ${name} is given twice: by --value and by --input`);
    }
    paths.set(name, path);
  }
  return paths;
}

/** Raw files say nothing about their shape, so they are read once it is known. */
export function isRaw(path: string): boolean {
  return extname(path).toLowerCase() === '.bin';
}

/** @throws DumontError INPUT_INVALID where the file's element type or shape is not what the model or `--shape` says */
export async function readGiven(
  input: TensorInfo,
  path: string,
  spec: InputSpec,
  shape: readonly number[],
): Promise<Tensor> {
  const tensor = asBfloat16(await readTensorFile(path, input, shape), input);
  if (input.dtype !== null && tensor.dtype !== input.dtype) {
    throw new DumontError(
      'INPUT_INVALID',
      `The file ${path} holds ${tensor.dtype} elements, but the input ${describeInput(input)} takes ${input.dtype}: ` +
        `convert it, or give another by --input ${input.name}=…`,
    );
  }
  const wanted = own(spec.shapes, input.name);
  if (wanted !== undefined && formatShape(wanted) !== formatShape(tensor.shape)) {
    throw new DumontError(
      'INPUT_INVALID',
      `The file ${path} for the input ${input.name} has the shape ${formatShape(tensor.shape)}, but ` +
        `--shape ${input.name}=${formatShape(wanted)} says otherwise: leave out the flag`,
    );
  }
  return tensor;
}

/** Where a program has no bfloat16, as NumPy and ONNX's older test data, its bits are kept as whole numbers. */
function asBfloat16(tensor: Tensor, { dtype }: TensorInfo): Tensor {
  return dtype === 'bfloat16' && tensor.dtype === 'uint16' ? { ...tensor, dtype } : tensor;
}

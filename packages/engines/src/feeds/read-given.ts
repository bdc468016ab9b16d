/** Values of the files that were named for inputs, one by one or as a folder. */
import { extname } from 'node:path';
import { DumontError, type InputSpec, type TensorInfo } from '@dumont/protocol';
import { own } from '../own.ts';
import { isTensor, takesSequence, tensorsIn, type Value } from '../value.ts';
import { readBits } from '../whole-number-bits.ts';
import { describeInput, formatShape } from './describe.ts';
import { readValueFile, type ReadFile } from './read-value-file.ts';

/** @returns input name → path; a file or value for one input goes before the folder's */
export async function locateFiles(
  inputs: readonly TensorInfo[],
  spec: InputSpec,
): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  if (spec.folder !== null) {
    const { listDataSet } = await import('./read-data-set.ts');
    const byPosition = await listDataSet(
      spec.folder,
      'input',
      inputs.map(({ name }) => name),
    );
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

/** @throws DumontError INPUT_INVALID where what the file holds is not what the model or `--shape` says */
export async function readGiven(
  input: TensorInfo,
  path: string,
  spec: InputSpec,
  shape: readonly number[],
): Promise<ReadFile> {
  if (input.container !== undefined && input.dtype === null) throw notGiven(input);
  const { value: read, sha256 } = await readValueFile(path, input, shape);
  const value = isTensor(read) && input.dtype !== null ? readBits(read, input.dtype) : read;
  const reason = whyUnfit(value, input, own(spec.shapes, input.name));
  if (reason === null) return { value, sha256 };
  throw new DumontError('INPUT_INVALID', `The file ${path} ${reason}`);
}

/** @param wanted the shape that was asked for */
function whyUnfit(value: Value, input: TensorInfo, wanted: readonly number[] | undefined): string | null {
  const { name, dtype } = input;
  if (isTensor(value) && takesSequence(input))
    return `holds a tensor, but the input ${describeInput(input)} takes a sequence: use .pb`;
  const held = value !== null && 'keys' in value ? value.values : value;
  const other = tensorsIn(held).find((tensor) => tensor.dtype !== (dtype ?? tensor.dtype));
  if (other !== undefined) {
    return (
      `holds ${other.dtype} elements, but the input ${describeInput(input)} takes ${String(dtype)}: ` +
      `convert it, or give another by --input ${name}=…`
    );
  }
  if (wanted === undefined) return null;
  const says = `but --shape ${name}=${formatShape(wanted)} says otherwise: leave out the flag`;
  if (!isTensor(value)) return `holds no single tensor, ${says}`;
  const shape = formatShape(value.shape);
  return shape === formatShape(wanted) ? null : `has the shape ${shape}, ${says}`;
}

/** @returns why an input that is, or holds, a map has no value */
export function notGiven(input: TensorInfo): DumontError {
  return new DumontError(
    'INPUT_INVALID',
    `The input ${describeInput(input)} cannot be given: Dumont gives tensors, optionals and sequences of tensors. ` +
      'Export the model with those',
  );
}

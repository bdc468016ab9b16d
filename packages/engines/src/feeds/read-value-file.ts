/** A value from a file that `--input` names; its ending says the format. Only .pb holds more than a tensor. */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { DumontError, type TensorInfo } from '@dumont/protocol';
import { byteLengthOf, elementsFromBytes } from '../element-layout.ts';
import { elementCount, type Tensor } from '../tensor.ts';
import type { Value } from '../value.ts';
import { describeInput, formatShape } from './describe.ts';
import { readBounded } from './read-bounded.ts';

export interface ReadFile {
  readonly value: Value;
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
}

/**
 * @param shape that a raw file is read as: it tells none itself
 * @throws DumontError INPUT_INVALID
 */
export async function readValueFile(
  path: string,
  input: TensorInfo,
  shape: readonly number[],
): Promise<ReadFile> {
  const where = `The file ${path} for the input ${describeInput(input)}`;
  const bytes = await readBounded(path, where);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { value: await decode(bytes, extname(path).toLowerCase(), input, shape, where), sha256 };
}

async function decode(
  bytes: Uint8Array,
  ending: string,
  input: TensorInfo,
  shape: readonly number[],
  where: string,
): Promise<Value> {
  switch (ending) {
    case '.npy': {
      const { decodeNpy } = await import('./read-npy.ts');
      return decodeNpy(bytes, where);
    }
    case '.pb':
      return decodePb(bytes, input, where);
    case '.bin':
      return decodeRaw(bytes, input, shape, where);
    default:
      throw new DumontError('INPUT_INVALID', `${where} has an unknown ending: use .npy, .pb or .bin`);
  }
}

/** @returns what the file holds: of what the engine does not say, a tensor, plain or within an optional; null is an empty one */
export async function decodePb(bytes: Uint8Array, info: TensorInfo, where: string): Promise<Value> {
  if (info.container === undefined && info.dtype !== null) {
    const { decodeTensor } = await import('../onnx/read-tensor-proto.ts');
    return decodeTensor(bytes, where);
  }
  const { decodeContainer } = await import('../onnx/read-container-proto.ts');
  return decodeContainer(bytes, info.container ?? 'optional', where);
}

function decodeRaw(bytes: Uint8Array, input: TensorInfo, shape: readonly number[], where: string): Tensor {
  const { dtype } = input;
  if (dtype === null || dtype === 'string') {
    throw new DumontError('INPUT_INVALID', `${where} is raw, which only numbers can be: use .npy or .pb`);
  }
  const expected = byteLengthOf(dtype, elementCount(shape));
  if (bytes.length !== expected) {
    throw new DumontError(
      'INPUT_INVALID',
      `${where} has ${bytes.length} bytes, but ${formatShape(shape)} of ${dtype} takes ${expected}. ` +
        `Use --shape ${input.name}=… to say its shape`,
    );
  }
  return { dtype, shape, data: elementsFromBytes(dtype, elementCount(shape), bytes) };
}

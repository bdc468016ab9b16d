/** Tensors as every engine takes and gives them. */
import type { TensorType } from '@dumont/protocol';

/** Elements in row-major order. Floats of 16 bits or less are held as their bits, 64-bit integers as bigint, bool as 0 or 1, 4-bit elements two to a byte (low half first). */
export type TensorElements =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | string[];

export interface Tensor {
  readonly dtype: TensorType;
  readonly shape: readonly number[];
  readonly data: TensorElements;
}

/** @returns how much memory the elements take; of texts, their characters in UTF-8 */
export function byteLengthOfElements(data: TensorElements): number {
  return Array.isArray(data) ? data.reduce((sum, text) => sum + Buffer.byteLength(text), 0) : data.byteLength;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

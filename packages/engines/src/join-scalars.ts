/** Tensors of one element each as one tensor. */
import { byteLengthOf, bytesFromElements, elementsFromBytes, isFourBit } from './element-layout.ts';
import type { Tensor } from './tensor.ts';

/** @returns a tensor of shape [n]; null where one has another type or more than an element */
export function joinScalars(tensors: readonly Tensor[]): Tensor | null {
  const dtype = tensors[0]?.dtype ?? 'float32';
  const shape = [tensors.length];
  if (tensors.some((tensor) => tensor.dtype !== dtype || tensor.data.length !== 1)) return null;
  if (dtype === 'string')
    return { dtype, shape, data: tensors.flatMap(({ data }) => (Array.isArray(data) ? data : [])) };
  if (isFourBit(dtype)) return null;
  const bytes = Buffer.alloc(byteLengthOf(dtype, tensors.length));
  for (const [index, { data }] of tensors.entries())
    if (!Array.isArray(data)) bytes.set(bytesFromElements(data), byteLengthOf(dtype, index));
  return { dtype, shape, data: elementsFromBytes(dtype, tensors.length, bytes) };
}

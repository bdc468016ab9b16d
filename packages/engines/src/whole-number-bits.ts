/** Small floats whose bits are kept as whole numbers: NumPy, and so much of ONNX's test data, has no such types. */
import type { TensorType } from '@dumont/protocol';
import { allocateElements, isFourBit } from './element-layout.ts';
import { isSmallFloat } from './small-float.ts';
import { elementCount, type Tensor } from './tensor.ts';

/**
 * @param dtype what is meant
 * @param holders other types of whole numbers that may hold the bits, beside the unsigned one that is as wide or the next wider
 * @returns the tensor with the numbers as bits of that type; the same tensor where it is no small float, or these are no such bits
 */
export function readBits(tensor: Tensor, dtype: TensorType, ...holders: readonly TensorType[]): Tensor {
  const { data, shape } = tensor;
  if (dtype === 'string' || !isSmallFloat(dtype) || Array.isArray(data)) return tensor;
  if (tensor.dtype !== (dtype === 'bfloat16' ? 'uint16' : 'uint8') && !holders.includes(tensor.dtype))
    return tensor;
  const numbers = Array.from(data, Number);
  const bits = allocateElements(dtype, elementCount(shape));
  const width = isFourBit(dtype) ? 4 : 8 * bits.BYTES_PER_ELEMENT;
  if (numbers.some((number) => number < 0 || number >= 2 ** width)) return tensor;
  if (isFourBit(dtype))
    for (const [index, number] of numbers.entries())
      bits[index >> 1] = Number(bits[index >> 1]) | (number << (4 * (index & 1)));
  else for (const [index, number] of numbers.entries()) bits[index] = number;
  return { dtype, shape, data: bits };
}

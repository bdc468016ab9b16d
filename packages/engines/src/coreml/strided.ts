/** Elements that lie apart in memory: what CoreML gives may be padded. */
import { allocateElements, bytesFromElements, byteLengthOf, type ElementArray } from '../element-layout.ts';
import type { ArrayType } from './model/feature.ts';
import { elementCount } from '../tensor.ts';

/** @returns the steps, in elements, of an array without padding */
export function denseStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
}

/**
 * @param bytes where the first element is the first
 * @param strides in elements, one for each axis
 * @throws RangeError where they lead out of the bytes
 */
export function gatherElements(
  bytes: Uint8Array,
  dtype: ArrayType,
  shape: readonly number[],
  strides: readonly number[],
): ElementArray {
  const count = elementCount(shape);
  const elements = allocateElements(dtype, count);
  if (count === 0) return elements;
  const size = byteLengthOf(dtype, 1);
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * (strides[axis] ?? 0), 0);
  if (
    strides.length !== shape.length ||
    strides.some((stride) => stride < 0) ||
    (last + 1) * size > bytes.length
  )
    throw new RangeError('the strides of an output lead out of it');
  const target = bytesFromElements(elements);
  const { rows, rowLength } = rowsOf(shape, strides);
  let row = 0;
  for (const start of rows) {
    const from = start * size;
    target.set(bytes.subarray(from, from + rowLength * size), row * rowLength * size);
    row += 1;
  }
  return elements;
}

/** As long a run of elements as lies together, and where each of them begins. */
function rowsOf(
  shape: readonly number[],
  strides: readonly number[],
): { readonly rows: Iterable<number>; readonly rowLength: number } {
  let axis = shape.length;
  let rowLength = 1;
  while (axis > 0 && (strides[axis - 1] === rowLength || shape[axis - 1] === 1)) {
    axis -= 1;
    rowLength *= shape[axis] ?? 1;
  }
  return { rows: starts(shape.slice(0, axis), strides), rowLength };
}

function* starts(
  shape: readonly number[],
  strides: readonly number[],
  base = 0,
  axis = 0,
): Generator<number> {
  if (axis === shape.length) {
    yield base;
    return;
  }
  for (let index = 0; index < (shape[axis] ?? 0); index++)
    yield* starts(shape, strides, base + index * (strides[axis] ?? 0), axis + 1);
}

/** How elements of each type lie in memory, and between bytes (little endian, row-major) and elements. */
import type { TensorType } from '@dumont/protocol';
import type { TensorElements } from './tensor.ts';

/** No model has more; a file that claims more is damaged. */
export const MAX_RANK = 64;

export type ElementArray = Exclude<TensorElements, string[]>;

interface Layout {
  readonly bits: number;
  readonly allocate: (length: number) => ElementArray;
}

const uint8 = (length: number): Uint8Array => new Uint8Array(length);

const layouts: Readonly<Record<Exclude<TensorType, 'string'>, Layout>> = {
  float32: { bits: 32, allocate: (length) => new Float32Array(length) },
  float64: { bits: 64, allocate: (length) => new Float64Array(length) },
  float16: { bits: 16, allocate: (length) => new Uint16Array(length) },
  bfloat16: { bits: 16, allocate: (length) => new Uint16Array(length) },
  float8e4m3fn: { bits: 8, allocate: uint8 },
  float8e4m3fnuz: { bits: 8, allocate: uint8 },
  float8e5m2: { bits: 8, allocate: uint8 },
  float8e5m2fnuz: { bits: 8, allocate: uint8 },
  float4e2m1: { bits: 4, allocate: uint8 },
  int8: { bits: 8, allocate: (length) => new Int8Array(length) },
  int16: { bits: 16, allocate: (length) => new Int16Array(length) },
  int32: { bits: 32, allocate: (length) => new Int32Array(length) },
  int64: { bits: 64, allocate: (length) => new BigInt64Array(length) },
  uint8: { bits: 8, allocate: uint8 },
  uint16: { bits: 16, allocate: (length) => new Uint16Array(length) },
  uint32: { bits: 32, allocate: (length) => new Uint32Array(length) },
  uint64: { bits: 64, allocate: (length) => new BigUint64Array(length) },
  bool: { bits: 8, allocate: uint8 },
  int4: { bits: 4, allocate: uint8 },
  uint4: { bits: 4, allocate: uint8 },
};

export type FixedSizeType = keyof typeof layouts;
export type FloatType = Extract<FixedSizeType, `${string}float${string}`>;

export function isFloat(dtype: TensorType): dtype is FloatType {
  return dtype.includes('float');
}

/** Two elements share a byte, the first in its low half. */
export function isFourBit(dtype: TensorType): dtype is 'int4' | 'uint4' | 'float4e2m1' {
  return dtype !== 'string' && layouts[dtype].bits === 4;
}

/** @returns the size in bytes of so many elements; two 4-bit ones share a byte */
export function byteLengthOf(dtype: FixedSizeType, elements: number): number {
  return Math.ceil((elements * layouts[dtype].bits) / 8);
}

/** @returns an array of zeros that holds so many elements; for 4-bit types half as long */
export function allocateElements(dtype: FixedSizeType, elements: number): ElementArray {
  return layouts[dtype].allocate(isFourBit(dtype) ? Math.ceil(elements / 2) : elements);
}

/** @param bytes exactly as many as the elements take; copied, because the source may not be aligned */
export function elementsFromBytes(dtype: FixedSizeType, elements: number, bytes: Uint8Array): ElementArray {
  const array = allocateElements(dtype, elements);
  // A bool that is neither 0 nor 1 is undefined to native code.
  new Uint8Array(array.buffer).set(dtype === 'bool' ? bytes.map((byte) => Number(byte !== 0)) : bytes);
  // Native code leaves whatever was there in the half byte after an odd number of 4-bit elements.
  if (isFourBit(dtype) && elements % 2 === 1) array[array.length - 1] = Number(array.at(-1)) & 0xf;
  return array;
}

export function bytesFromElements(elements: ElementArray): Uint8Array {
  return new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
}

/** Floats of 16 bits or less other than IEEE's float16: between their bits and numbers. See ONNX's pages on float8 and float4. */
import type { FixedSizeType } from './element-layout.ts';

interface Format {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  /** Which bits are no number: IEEE's way; all ones; minus zero alone (`uz`: there is no minus zero); none at all. */
  readonly special: 'ieee' | 'all ones' | 'minus zero' | 'none';
}

const FORMATS = {
  bfloat16: { exponentBits: 8, mantissaBits: 7, bias: 127, special: 'ieee' },
  float8e4m3fn: { exponentBits: 4, mantissaBits: 3, bias: 7, special: 'all ones' },
  float8e4m3fnuz: { exponentBits: 4, mantissaBits: 3, bias: 8, special: 'minus zero' },
  float8e5m2: { exponentBits: 5, mantissaBits: 2, bias: 15, special: 'ieee' },
  float8e5m2fnuz: { exponentBits: 5, mantissaBits: 2, bias: 16, special: 'minus zero' },
  float4e2m1: { exponentBits: 2, mantissaBits: 1, bias: 1, special: 'none' },
} as const satisfies Partial<Record<FixedSizeType, Format>>;

export type SmallFloat = keyof typeof FORMATS;

export function isSmallFloat(dtype: FixedSizeType): dtype is SmallFloat {
  return Object.hasOwn(FORMATS, dtype);
}

export interface FloatCode {
  readonly decode: (bits: number) => number;
  /** To the nearest; beyond the largest, the largest, or infinity where there is one. */
  readonly encode: (value: number) => number;
}

const codes = new Map<SmallFloat, FloatCode>();

export function smallFloatCode(dtype: SmallFloat): FloatCode {
  const known = codes.get(dtype);
  if (known !== undefined) return known;
  const made = makeCode(FORMATS[dtype]);
  codes.set(dtype, made);
  return made;
}

function makeCode(format: Format): FloatCode {
  const signBit = 1 << (format.exponentBits + format.mantissaBits);
  // Without their sign, larger bits are larger numbers, up to those that are none.
  const magnitudes = Float64Array.from({ length: signBit }, (_, bits) => magnitude(bits, format));
  const notANumber = format.special === 'minus zero' ? signBit : magnitudes.findLastIndex(Number.isNaN);
  const ordered = magnitudes.filter((value) => !Number.isNaN(value));
  return {
    decode: (bits) => {
      if (format.special === 'minus zero' && bits === signBit) return Number.NaN;
      const value = magnitudes[bits & (signBit - 1)] ?? Number.NaN;
      return (bits & signBit) === 0 ? value : -value;
    },
    encode: (value) => {
      if (Number.isNaN(value)) return Math.max(notANumber, 0);
      const bits = nearest(ordered, Math.abs(value));
      const isNegative = value < 0 || Object.is(value, -0);
      return isNegative && !(format.special === 'minus zero' && bits === 0) ? bits | signBit : bits;
    },
  };
}

function magnitude(bits: number, { exponentBits, mantissaBits, bias, special }: Format): number {
  const mantissa = bits & ((1 << mantissaBits) - 1);
  const exponent = bits >> mantissaBits;
  const largest = (1 << exponentBits) - 1;
  if (exponent === largest) {
    if (special === 'ieee') return mantissa === 0 ? Infinity : Number.NaN;
    if (special === 'all ones' && mantissa === (1 << mantissaBits) - 1) return Number.NaN;
  }
  if (exponent === 0) return mantissa * 2 ** (1 - bias - mantissaBits);
  return (1 + mantissa / (1 << mantissaBits)) * 2 ** (exponent - bias);
}

/** @returns the index of the number next to the value; of two as near, the even one */
function nearest(ordered: Float64Array, value: number): number {
  let low = 0;
  let high = ordered.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((ordered[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  const below = value - (ordered[low] ?? 0);
  const above = upperEdge(ordered, high) - value;
  if (below === above) return low % 2 === 0 ? low : high;
  return below < above ? low : high;
}

/** Infinity stands where the next number would be. */
function upperEdge(ordered: Float64Array, index: number): number {
  const value = ordered[index] ?? 0;
  if (value !== Infinity) return value;
  return 2 * (ordered[index - 1] ?? 0) - (ordered[index - 2] ?? 0);
}

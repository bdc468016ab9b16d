/** Element types by their number in ONNX's protobuf messages (TensorProto.DataType). */
import type { TensorType } from '@dumont/protocol';

export const ELEMENT_TYPE_NUMBERS = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
} as const satisfies Record<TensorType, number> & Record<string, number>;

export type ElementTypeName = keyof typeof ELEMENT_TYPE_NUMBERS;

const nameByNumber = new Map<number, string>(
  Object.entries(ELEMENT_TYPE_NUMBERS).map(([name, number]) => [number, name]),
);

/** @returns the type's name, or `type N` for a number that has none here */
export function elementTypeName(number: number): string {
  return nameByNumber.get(number) ?? `type ${number}`;
}

/** Element types of tensors, in ONNX's own words. */
import { z } from 'zod';

export const TENSOR_TYPES = [
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'float4e2m1',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string',
  'int4',
  'uint4',
] as const;

export const tensorTypeSchema = z.enum(TENSOR_TYPES);
export type TensorType = z.infer<typeof tensorTypeSchema>;

/** What a value is that is no plain tensor. */
export const containerSchema = z.enum([
  'sequence',
  'optional',
  'optional sequence',
  'map',
  'sequence of maps',
]);
export type Container = z.infer<typeof containerSchema>;

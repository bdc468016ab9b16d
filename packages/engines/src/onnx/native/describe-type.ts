/** What a model says of its inputs and outputs: OrtTypeInfo in Dumont's words. */
import { DumontError, tensorTypeSchema, type TensorInfo, type TensorType } from '@dumont/protocol';
import { elementTypeName } from '../element-type.ts';
import type { NativeObject } from './native-object.ts';
import type { NativeRuntime } from './runtime.ts';

/** ONNXType. */
export const ONNX_TYPE = { tensor: 1, sequence: 2, map: 3, opaque: 4, sparse: 5, optional: 6 } as const;

/** Shape and element type of a tensor. */
export interface TensorDescription {
  readonly dtype: TensorType;
  readonly shape: TensorInfo['shape'];
}

/** @throws DumontError MODEL_UNSUPPORTED where the elements are of a type that Dumont does not know */
export function describeValue(
  runtime: NativeRuntime,
  name: string,
  info: NativeObject<'OrtTypeInfo'>,
): TensorInfo {
  const { calls } = runtime;
  if (calls.GetOnnxTypeFromTypeInfo(info) !== ONNX_TYPE.tensor) return { name, dtype: null, shape: [] };
  return { name, ...describeTensor(runtime, name, calls.CastTypeInfoToTensorInfo(info)) };
}

export function describeTensor(
  { calls, foreign }: NativeRuntime,
  name: string,
  info: NativeObject<'OrtTensorTypeAndShapeInfo'>,
): TensorDescription {
  const rank = calls.GetDimensionsCount(info);
  const sizes = new BigInt64Array(rank);
  const names = new BigUint64Array(rank);
  if (rank > 0) {
    calls.GetDimensions(info, sizes);
    calls.GetSymbolicDimensions(info, names);
  }
  const shape = Array.from(sizes, (size, axis) =>
    size >= 0n ? Number(size) : foreign.readText(names[axis] ?? 0n),
  );
  return { dtype: elementType(name, calls.GetTensorElementType(info)), shape };
}

function elementType(name: string, number: number): TensorType {
  const parsed = tensorTypeSchema.safeParse(elementTypeName(number));
  if (parsed.success) return parsed.data;
  throw new DumontError(
    'MODEL_UNSUPPORTED',
    `The model's ${name} has elements of ${elementTypeName(number)}, which Dumont does not support: ` +
      'export it with float32 or float16',
  );
}

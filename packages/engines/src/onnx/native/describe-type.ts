/** What a model says of its inputs and outputs: OrtTypeInfo in Dumont's words. */
import {
  DumontError,
  tensorTypeSchema,
  type Container,
  type TensorInfo,
  type TensorType,
} from '@dumont/protocol';
import { elementTypeName } from '../element-type.ts';
import type { NativeObject } from './native-object.ts';
import { releasing } from '../../owner.ts';
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
  switch (calls.GetOnnxTypeFromTypeInfo(info)) {
    case ONNX_TYPE.tensor:
      return { name, ...describeTensor(runtime, name, calls.CastTypeInfoToTensorInfo(info)) };
    case ONNX_TYPE.sequence: {
      const element = calls.GetSequenceElementType(calls.CastTypeInfoToSequenceTypeInfo(info));
      return describeHeld(runtime, name, element, { plain: 'sequence', map: 'sequence of maps' });
    }
    case ONNX_TYPE.optional: {
      const held = calls.GetOptionalContainedTypeInfo(calls.CastTypeInfoToOptionalTypeInfo(info));
      return describeHeld(runtime, name, held, { plain: 'optional', sequence: 'optional sequence' });
    }
    case ONNX_TYPE.map:
      return { name, dtype: null, shape: [], container: 'map' };
    default:
      return { name, dtype: null, shape: [] };
  }
}

type Containers = Readonly<Partial<Record<'plain' | Container, Container>>>;

/**
 * @param held the type of what is within; released here
 * @param containers what the whole is called by what is within; for others there is no name
 */
function describeHeld(
  runtime: NativeRuntime,
  name: string,
  held: NativeObject<'OrtTypeInfo'>,
  containers: Containers,
): TensorInfo {
  return releasing((owner) => {
    const { dtype, shape, container: inner = 'plain' } = describeValue(runtime, name, owner.own(held));
    const container = dtype === null && inner === 'plain' ? undefined : containers[inner];
    return container === undefined ? { name, dtype: null, shape: [] } : { name, dtype, shape, container };
  });
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

/** Values as OrtValues and back. */
import { DumontError, type TensorType } from '@dumont/protocol';
import { byteLengthOf, elementsFromBytes } from '../../element-layout.ts';
import { elementCount, type Tensor } from '../../tensor.ts';
import { isSequence, isTensor, type Value } from '../../value.ts';
import { ELEMENT_TYPE_NUMBERS } from '../element-type.ts';
import { describeTensor, ONNX_TYPE } from './describe-type.ts';
import type { NativeObject } from './native-object.ts';
import { makeEmptySequence } from './empty-sequence.ts';
import { releasing, releasingOnThrow } from '../../owner.ts';
import type { NativeRuntime } from './runtime.ts';

type OrtValue = NativeObject<'OrtValue'>;

/**
 * @param dtype of an empty sequence, which the value itself does not say
 * @throws DumontError INPUT_INVALID for a text that native code would cut short
 */
export function makeValue(
  runtime: NativeRuntime,
  value: NonNullable<Value>,
  dtype: TensorType | null = null,
): OrtValue {
  const { calls } = runtime;
  if (isTensor(value)) return makeTensor(runtime, value);
  const parts = isSequence(value)
    ? value.elements.filter((element) => element !== null)
    : [value.keys, value.values];
  if (parts.length === 0) return makeEmptySequence(runtime, dtype);
  // The whole shares its parts with whoever made them, and keeps them alive.
  return releasing((owner) =>
    calls.CreateValue(
      parts.map((part) => owner.own(makeValue(runtime, part, dtype))),
      isSequence(value) ? ONNX_TYPE.sequence : ONNX_TYPE.map,
    ),
  );
}

/** Numbers stay where they are, and the OrtValue keeps them alive; texts are copied. */
function makeTensor(runtime: NativeRuntime, { dtype, shape, data }: Tensor): OrtValue {
  const { calls } = runtime;
  if (Array.isArray(data)) {
    if (data.some((text) => text.includes('\0')))
      throw new DumontError(
        'INPUT_INVALID',
        'A text for the model holds a NUL character, which ends it there',
      );
    return releasingOnThrow((owner) => {
      const value = owner.own(allocateValue(runtime, { dtype, shape }));
      if (data.length > 0) calls.FillStringTensor(value, data);
      return value;
    });
  }
  const dims = BigInt64Array.from(shape, BigInt);
  return calls.CreateTensorWithDataAsOrtValue(runtime.cpuMemory, data, dims, ELEMENT_TYPE_NUMBERS[dtype]);
}

/** @returns a tensor in memory of the runtime's, to be written into */
export function allocateValue(
  { calls, allocator }: NativeRuntime,
  { dtype, shape }: Omit<Tensor, 'data'>,
): OrtValue {
  return calls.CreateTensorAsOrtValue(
    allocator,
    BigInt64Array.from(shape, BigInt),
    ELEMENT_TYPE_NUMBERS[dtype],
  );
}

/**
 * @param name of the output, for messages
 * @returns undefined for what Dumont has no value for: a sparse tensor, an opaque value
 * @throws DumontError MODEL_UNSUPPORTED where elements are of a type that Dumont does not know
 */
export function readValue(runtime: NativeRuntime, name: string, value: OrtValue): Value | undefined {
  const { calls } = runtime;
  if (calls.HasValue(value) === 0) return null;
  const read = (part: OrtValue) => readValue(runtime, name, part);
  switch (calls.GetValueType(value)) {
    case ONNX_TYPE.tensor:
      return readTensor(runtime, name, value);
    case ONNX_TYPE.sequence: {
      const parts = readParts(runtime, value, read);
      const elements = parts.filter((part) => part !== undefined);
      return elements.length === parts.length ? { elements } : undefined;
    }
    case ONNX_TYPE.map: {
      const [keys = null, values = null] = readParts(runtime, value, read);
      return isTensor(keys) && isTensor(values) ? { keys, values } : undefined;
    }
    default:
      return undefined;
  }
}

/** Of a sequence its elements, of a map its keys and its values. */
function readParts<Result>(
  { calls, allocator }: NativeRuntime,
  value: OrtValue,
  read: (part: OrtValue) => Result,
): Result[] {
  const isMap = calls.GetValueType(value) === ONNX_TYPE.map;
  return Array.from({ length: isMap ? 2 : calls.GetValueCount(value) }, (_, index) =>
    releasing((owner) => read(owner.own(calls.GetValue(value, index, allocator)))),
  );
}

function readTensor(runtime: NativeRuntime, name: string, value: OrtValue): Tensor {
  const { calls, foreign } = runtime;
  const { dtype, shape, count } = measureTensor(runtime, name, value);
  if (dtype === 'string') return { dtype, shape, data: readTexts(runtime, value, count) };
  const bytes = foreign.readBytes(calls.GetTensorMutableData(value), byteLengthOf(dtype, count));
  return { dtype, shape, data: elementsFromBytes(dtype, count, bytes) };
}

/**
 * @returns how much memory the elements of a tensor take, or of all the tensors that a sequence or map holds; 0 for an
 * optional without a value and for what Dumont has no value for
 * @throws as `readValue` does
 */
export function byteLengthOfValue(runtime: NativeRuntime, name: string, value: OrtValue): number {
  const { calls } = runtime;
  if (calls.HasValue(value) === 0) return 0;
  switch (calls.GetValueType(value)) {
    case ONNX_TYPE.tensor:
      return byteLengthOfTensor(runtime, name, value);
    case ONNX_TYPE.sequence:
    case ONNX_TYPE.map: {
      const sizes = readParts(runtime, value, (part) => byteLengthOfValue(runtime, name, part));
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    }
    default:
      return 0;
  }
}

function byteLengthOfTensor(runtime: NativeRuntime, name: string, value: OrtValue): number {
  const { dtype, count } = measureTensor(runtime, name, value);
  if (dtype !== 'string') return byteLengthOf(dtype, count);
  return count === 0 ? 0 : runtime.calls.GetStringTensorDataLength(value);
}

/** @param name of the input or output, for messages */
export function measureTensor(runtime: NativeRuntime, name: string, value: OrtValue) {
  return releasing((owner) => {
    const info = owner.own(runtime.calls.GetTensorTypeAndShape(value));
    const { dtype, shape: dims } = describeTensor(runtime, name, info);
    const shape = dims.map(Number);
    return { dtype, shape, count: elementCount(shape) };
  });
}

function readTexts({ calls }: NativeRuntime, value: OrtValue, count: number): string[] {
  if (count === 0) return [];
  const bytes = Buffer.alloc(calls.GetStringTensorDataLength(value));
  const starts = new BigUint64Array(count);
  calls.GetStringTensorContent(value, bytes, starts);
  return Array.from(starts, (start, index) =>
    bytes.toString('utf8', Number(start), Number(starts[index + 1] ?? bytes.length)),
  );
}

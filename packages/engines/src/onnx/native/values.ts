/** Tensors as OrtValues and back. */
import { DumontError } from '@dumont/protocol';
import { byteLengthOf, elementsFromBytes } from '../../element-layout.ts';
import { elementCount, type Tensor } from '../../tensor.ts';
import { ELEMENT_TYPE_NUMBERS } from '../element-type.ts';
import { describeTensor, ONNX_TYPE } from './describe-type.ts';
import type { NativeObject } from './native-object.ts';
import { releasing, releasingOnThrow } from './owner.ts';
import type { NativeRuntime } from './runtime.ts';

type OrtValue = NativeObject<'OrtValue'>;

/**
 * Numbers stay where they are, and the value keeps them alive; texts are copied.
 * @throws DumontError INPUT_INVALID for a text that native code would cut short
 */
export function makeValue(runtime: NativeRuntime, { dtype, shape, data }: Tensor): OrtValue {
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

/** @returns null for what is no tensor: a sequence, a map, an optional without a value @throws DumontError MODEL_UNSUPPORTED */
export function readValue(runtime: NativeRuntime, name: string, value: OrtValue): Tensor | null {
  const { calls, foreign } = runtime;
  if (calls.HasValue(value) === 0 || calls.GetValueType(value) !== ONNX_TYPE.tensor) return null;
  return releasing((owner) => {
    const info = owner.own(calls.GetTensorTypeAndShape(value));
    const { dtype, shape: dims } = describeTensor(runtime, name, info);
    const shape = dims.map(Number);
    const count = elementCount(shape);
    if (dtype === 'string') return { dtype, shape, data: readTexts(runtime, value, count) };
    const bytes = foreign.readBytes(calls.GetTensorMutableData(value), byteLengthOf(dtype, count));
    return { dtype, shape, data: elementsFromBytes(dtype, count, bytes) };
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

/** A sequence without elements: the C API has no call that makes one, so that a model of one operator does. */
import { DumontError, type TensorType } from '@dumont/protocol';
import { ELEMENT_TYPE_NUMBERS } from '../element-type.ts';
import { encodeModel } from '../model-proto.ts';
import type { NativeObject } from './native-object.ts';
import { releasing } from '../../owner.ts';
import type { NativeRuntime } from './runtime.ts';

/** @param dtype of the elements that it does not have */
export function makeEmptySequence(
  { calls, environment, allocator, cpuMemory }: NativeRuntime,
  dtype: TensorType | null,
): NativeObject<'OrtValue'> {
  if (dtype === null) throw new DumontError('INTERNAL', 'an empty sequence has a type');
  return releasing((owner) => {
    const options = owner.own(calls.CreateSessionOptions());
    // It needs no threads of its own.
    calls.SetIntraOpNumThreads(options, 1);
    const session = owner.own(calls.CreateSessionFromArray(environment, encodeSequenceEmpty(dtype), options));
    const binding = owner.own(calls.CreateIoBinding(session));
    calls.BindOutputToDevice(binding, 'sequence', cpuMemory);
    calls.RunWithBinding(session, null, binding);
    const [sequence] = calls.GetBoundOutputValues(binding, allocator);
    if (sequence === undefined) throw new DumontError('INTERNAL', 'the runtime gave no empty sequence');
    return sequence;
  });
}

function encodeSequenceEmpty(dtype: TensorType): Uint8Array {
  const attributes = { dtype: { int: ELEMENT_TYPE_NUMBERS[dtype] } };
  return encodeModel({
    nodes: [{ opType: 'SequenceEmpty', inputs: [], outputs: ['sequence'], attributes }],
    outputs: [{ name: 'sequence', elementType: dtype, container: 'sequence' }],
  });
}

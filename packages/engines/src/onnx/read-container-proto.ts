/** ONNX's SequenceProto and OptionalProto messages: only a single tensor in them can be given to onnxruntime-node. */
import { DumontError } from '@dumont/protocol';
import { PbfReader } from 'pbf';

/** Both messages hold their tensors in it; TensorProto has no such field in use. */
const TENSORS = 3;

/**
 * @returns the bytes of the tensor within; the same bytes where they are a plain tensor
 * @throws DumontError INPUT_INVALID
 */
export function unwrapTensor(bytes: Uint8Array, where: string): Uint8Array {
  const tensors = readTensors(bytes, where);
  const [tensor] = tensors;
  if (tensor === undefined) return bytes;
  if (tensors.length === 1) return tensor;
  throw new DumontError(
    'INPUT_INVALID',
    `${where} holds a sequence of ${tensors.length} tensors, but onnxruntime-node takes only tensors`,
  );
}

function readTensors(bytes: Uint8Array, where: string): Uint8Array[] {
  const tensors: Uint8Array[] = [];
  try {
    new PbfReader(bytes).readFields((field, found: Uint8Array[], pbf) => {
      if (field === TENSORS) found.push(pbf.readBytes());
    }, tensors);
  } catch (cause) {
    throw new DumontError('INPUT_INVALID', `${where} is damaged`, { cause });
  }
  return tensors;
}

/** ONNX's OptionalProto and SequenceProto messages, as far as a single tensor in them goes: more cannot be given to onnxruntime-node. */
import { PbfReader } from 'pbf';

/** Both messages hold their tensors in it; TensorProto has no such field in use. */
const TENSORS = 3;

/** @returns the bytes of the only tensor within; the same bytes where they are something else, such as a plain tensor */
export function unwrapTensor(bytes: Uint8Array): Uint8Array {
  const tensors: Uint8Array[] = [];
  new PbfReader(bytes).readFields((field, found: Uint8Array[], pbf) => {
    if (field === TENSORS) found.push(pbf.readBytes());
  }, tensors);
  const [tensor] = tensors;
  return tensor !== undefined && tensors.length === 1 ? tensor : bytes;
}

/** A model that does nothing: what a run of it takes is the floor below every figure. */
import { encodeModel } from './model-proto.ts';

/** One Identity node on one float32 value. */
export function encodeNullModel(): Uint8Array {
  return encodeModel({
    nodes: [{ opType: 'Identity', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: [1] }],
    outputs: [{ name: 'y', elementType: 'float32', shape: [1] }],
  });
}

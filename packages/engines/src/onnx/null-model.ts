/** A model that does nothing: what a run of it takes is the floor below every figure of models with inputs and outputs as large. */
import type { NullModel } from '@dumont/protocol';
import { encodeModel } from './model-proto.ts';
import { tensorSpec } from './write-tensor-proto.ts';

const BYTES_PER_FLOAT = 4;

/** One float in, one out. */
export const SMALLEST_NULL_MODEL: NullModel = { inputBytes: 4, outputBytes: 4 };

/**
 * One Pad node, which writes its output once, as every model must, and takes what it can of it from its input: `pads` may cut off as
 * well as add. What is cut off is not read.
 */
export function encodeNullModel({ inputBytes, outputBytes }: NullModel): Uint8Array {
  const [input, output] = [floatsIn(inputBytes), floatsIn(outputBytes)];
  const pads = BigInt64Array.of(0n, BigInt(output - input));
  return encodeModel({
    nodes: [{ opType: 'Pad', inputs: ['x', 'pads'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: [input] }],
    outputs: [{ name: 'y', elementType: 'float32', shape: [output] }],
    initializers: [tensorSpec({ dtype: 'int64', shape: [2], data: pads }, 'pads')],
  });
}

/** One at least. */
function floatsIn(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / BYTES_PER_FLOAT));
}

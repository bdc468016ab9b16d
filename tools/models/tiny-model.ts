/** A model that is loaded and run in no time: y = x + x. */
import { encodeModel } from '@dumont/engines/testing';

export function encodeTinyModel(): Uint8Array {
  const value = { elementType: 'float32', shape: [1, 4] } as const;
  return encodeModel({
    nodes: [{ opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
  });
}

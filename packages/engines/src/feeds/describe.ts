/** Words for inputs in messages. */
import type { TensorInfo } from '@dumont/protocol';

/** What onnxruntime-node says of whatever is no tensor. */
const UNKNOWN =
  'sequence, map or optional: the engine does not say which, so that it can only be a tensor; --runtime-api native says it';

export function describeInput({ name, dtype, shape, container }: TensorInfo): string {
  if (dtype === null) return `${name} (a ${container ?? UNKNOWN})`;
  const tensor = `${dtype}[${shape.map((size) => (size === '' ? '?' : size)).join(',')}]`;
  return container === undefined ? `${name} ${tensor}` : `${name} (${container} of ${tensor})`;
}

export function listInputs(inputs: readonly TensorInfo[]): string {
  return inputs.length === 0
    ? 'The model has no inputs.'
    : `Its inputs: ${inputs.map(describeInput).join(', ')}.`;
}

export function formatShape(shape: readonly (number | string)[]): string {
  return shape.length === 0 ? 'a scalar' : shape.map((size) => (size === '' ? '?' : size)).join('x');
}

/** Words for inputs in messages. */
import type { TensorInfo } from '@dumont/protocol';

export function describeInput({ name, dtype, shape }: TensorInfo): string {
  if (dtype === null) return `${name} (a sequence, map or optional)`;
  return `${name} ${dtype}[${shape.map((size) => (size === '' ? '?' : size)).join(',')}]`;
}

export function listInputs(inputs: readonly TensorInfo[]): string {
  return inputs.length === 0
    ? 'The model has no inputs.'
    : `Its inputs: ${inputs.map(describeInput).join(', ')}.`;
}

export function formatShape(shape: readonly (number | string)[]): string {
  return shape.length === 0 ? 'a scalar' : shape.map((size) => (size === '' ? '?' : size)).join('x');
}

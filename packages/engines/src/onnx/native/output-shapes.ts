/** Shapes of outputs that are known before the first run. */
import type { TensorInfo } from '@dumont/protocol';
import { own } from '../../own.ts';
import { isTensor, type NamedValues } from '../../value.ts';

/** @returns dimension name → size, as the inputs have it */
export function namedSizes(inputs: readonly TensorInfo[], feeds: NamedValues): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, shape } of inputs) {
    const fed = own(feeds, name) ?? null;
    if (!isTensor(fed)) continue;
    for (const [axis, size] of shape.entries()) {
      const given = fed.shape[axis];
      if (typeof size === 'string' && size !== '' && given !== undefined) sizes.set(size, given);
    }
  }
  return sizes;
}

/** @returns null where the model does not say, or says `[]`: a scalar's shape, and that of an output of unknown rank */
export function knownShape(output: TensorInfo, sizes: ReadonlyMap<string, number>): readonly number[] | null {
  const shape = output.shape.map((size) => (typeof size === 'number' ? size : sizes.get(size)));
  return shape.length > 0 && shape.every((size) => size !== undefined) ? shape : null;
}

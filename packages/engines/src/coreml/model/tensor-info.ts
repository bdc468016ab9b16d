/** Features of CoreML as what every engine says of inputs and outputs. */
import type { TensorInfo, TensorType } from '@dumont/protocol';
import type { ColorSpace, Feature, Flexibility } from './feature.ts';

export interface Element {
  readonly dtype: TensorType;
  /** Per pixel; null: there is no axis for them. */
  readonly channels: number | null;
}

/** Colours are red, green and blue, in this order. */
export const PIXELS: Readonly<Record<ColorSpace, Element>> = {
  color: { dtype: 'uint8', channels: 3 },
  gray: { dtype: 'uint8', channels: null },
  half: { dtype: 'float16', channels: null },
};

const SCALARS = { int64: 'int64', double: 'float64', string: 'string', unknown: null } as const;

export function tensorInfoOf({ name, type }: Feature): TensorInfo {
  switch (type.kind) {
    case 'array':
      return { name, dtype: type.dtype, ...sizes(type.shape, type.flexibility) };
    case 'state':
      return { name, dtype: type.array.dtype, shape: [...type.array.shape] };
    case 'image': {
      if (type.colorSpace === null) return { name, dtype: null, shape: [] };
      const { dtype, channels } = PIXELS[type.colorSpace];
      return { name, dtype, ...sizes(type.shape, type.flexibility, channels === null ? [] : [channels]) };
    }
    case 'dictionary':
      return { name, dtype: type.keys === null ? null : 'float64', shape: [], container: 'map' };
    case 'sequence':
      return { name, dtype: type.items, shape: [], container: 'sequence' };
    default:
      return { name, dtype: SCALARS[type.kind], shape: [] };
  }
}

/** An axis that may have several sizes is left open, and has its usual one where nobody says another. */
function sizes(
  usual: readonly number[],
  flexibility: Flexibility | null,
  after: readonly number[] = [],
): Pick<TensorInfo, 'shape' | 'usualShape'> {
  if (flexibility === null) return { shape: [...usual, ...after] };
  const isOpen = (axis: number, size: number): boolean =>
    flexibility.kind === 'enumerated'
      ? flexibility.shapes.some((shape) => shape[axis] !== size)
      : flexibility.sizes[axis]?.least !== flexibility.sizes[axis]?.most;
  return {
    shape: [...usual.map((size, axis) => (isOpen(axis, size) ? '' : size)), ...after],
    usualShape: [...usual, ...after],
  };
}

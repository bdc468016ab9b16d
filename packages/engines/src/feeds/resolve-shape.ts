/** Which size each dimension gets: what was said, else what the model fixes, else 1. */
import { DumontError, type InputSpec, type TensorInfo } from '@dumont/protocol';
import { describeInput, formatShape } from './describe.ts';
import { own } from '../own.ts';

/** Sizes of named dimensions. */
export type NamedSizes = ReadonlyMap<string, number>;

const DEFAULT_SIZE = 1;

/** A name has one size throughout the model: the one given, else the one it has in a given shape. */
export function bindDimensions(
  inputs: readonly TensorInfo[],
  spec: InputSpec,
  given: ReadonlyMap<string, readonly number[]>,
): NamedSizes {
  const sizes = new Map(Object.entries(spec.dims));
  for (const { name, shape } of inputs) {
    for (const [axis, size] of (given.get(name) ?? []).entries()) {
      const dimension = shape[axis];
      if (typeof dimension === 'string' && dimension !== '' && !sizes.has(dimension))
        sizes.set(dimension, size);
    }
  }
  return sizes;
}

export function defaultShape(input: TensorInfo, sizes: NamedSizes): number[] {
  return input.shape.map((size, axis) =>
    typeof size === 'number' ? size : (sizes.get(size) ?? input.usualShape?.[axis] ?? DEFAULT_SIZE),
  );
}

/**
 * @param source how the shape was given, for the message: a flag or a file
 * @throws DumontError INPUT_INVALID where rank or a fixed size differs from the model's
 */
export function checkShape(
  input: TensorInfo,
  shape: readonly number[],
  spec: Pick<InputSpec, 'dims'>,
  source: string,
): void {
  const reason = whyUnfit(input, shape, spec);
  if (reason === null) return;
  throw new DumontError(
    'INPUT_INVALID',
    `The shape ${formatShape(shape)} from ${source} does not fit the input ${describeInput(input)}: ${reason}. ` +
      `Use --shape ${input.name}=${example(input)}`,
  );
}

function whyUnfit(input: TensorInfo, shape: readonly number[], spec: Pick<InputSpec, 'dims'>): string | null {
  // No dimensions at all: a scalar or of unknown rank, which onnxruntime-node does not tell apart.
  if (input.shape.length === 0) return null;
  if (shape.length !== input.shape.length)
    return `it has ${input.shape.length} dimensions, not ${shape.length}`;
  for (const [axis, expected] of input.shape.entries()) {
    const size = shape[axis];
    if (typeof expected === 'number' && expected !== size) return `dimension ${axis} is fixed to ${expected}`;
    const given = typeof expected === 'string' ? own(spec.dims, expected) : undefined;
    if (given !== undefined && given !== size) return `--dim ${expected}=${given} says otherwise`;
  }
  return null;
}

function example(input: TensorInfo): string {
  return formatShape(input.shape.map((size) => (typeof size === 'number' ? size : DEFAULT_SIZE)));
}

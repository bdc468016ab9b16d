/** Whether a shape that was given fits the input that it is for. */
import {
  DumontError,
  evaluateExpression,
  type InputSpec,
  parseExpression,
  type TensorInfo,
} from '@dumont/protocol';
import { describeInput, formatShape } from './describe.ts';
import { own } from '../own.ts';

const DEFAULT_SIZE = 1;

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
      `Use --shape ${input.name}=${example(input, shape)}`,
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
    const given = typeof expected === 'string' ? sizeGiven(expected, spec) : null;
    if (given !== null && given !== size) return `--dim ${expected}=${given} says otherwise`;
  }
  return null;
}

/** @returns what `--dim` says of it, where it does */
function sizeGiven(dimension: string, { dims }: Pick<InputSpec, 'dims'>): number | null {
  const given = own(dims, dimension);
  if (given !== undefined) return given;
  const expression = parseExpression(dimension);
  return expression === null ? null : evaluateExpression(expression, new Map(Object.entries(dims)));
}

/** What is right about the given shape stays. */
function example(input: TensorInfo, given: readonly number[]): string {
  const isAlike = given.length === input.shape.length;
  return formatShape(
    input.shape.map((size, axis) =>
      typeof size === 'number' ? size : ((isAlike ? given[axis] : undefined) ?? DEFAULT_SIZE),
    ),
  );
}

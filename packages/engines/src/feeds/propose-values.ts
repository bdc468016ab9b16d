/** Values worth trying for one input whose numbers mean something to the model: an axis, an index, a shape, a rate. */
import type { TensorType } from '@dumont/protocol';
import { isFloat } from '../element-layout.ts';
import { elementCount } from '../tensor.ts';
import { NO_CLUES, type Clues } from './clues.ts';
import { SAMPLE_RATE } from './usual-values.ts';
import { openAxes, type SearchInput, type SearchSpace } from './search-space.ts';

/** Longer inputs are data, whose single numbers mean nothing. */
const LONGEST_VECTOR = 16;
const OTHER_SAMPLE_RATES = ['8000'];

/** As `--value` takes it; undefined leaves the input as it is. */
export type ValueProposal = string | undefined;

/** @returns the likeliest first; hardly a number but the usual ones is a sample rate */
export function proposeValues(input: SearchInput, space: SearchSpace, clues: Clues): ValueProposal[] {
  const { dtype, name } = input.info;
  if (dtype === null || !input.valueIsOpen) return [undefined];
  if (SAMPLE_RATE.test(name) && elementCount(input.shape) === 1 && !isFloat(dtype))
    return [undefined, ...OTHER_SAMPLE_RATES];
  return [...new Set([undefined, ...proposeFor(dtype, input, space, clues)])];
}

/** Whether numbers in it mean something, so that it helps to be told them. */
export function hasMeaning(input: SearchInput, space: SearchSpace): boolean {
  return proposeValues(input, space, NO_CLUES).some((value) => value !== undefined);
}

function proposeFor(dtype: TensorType, input: SearchInput, space: SearchSpace, clues: Clues): string[] {
  const length = elementCount(input.shape);
  const isSmall = openAxes(input).length === 0 && length <= LONGEST_VECTOR;
  if (dtype === 'string' || dtype === 'bool') return ['1', '0'];
  if (isFloat(dtype)) return isSmall ? proposeFloats(length) : [];
  const largest = clues.largestIndex === null ? [] : [String(clues.largestIndex)];
  if (length === 1) return ['0', '1', '2', ...leastOf(dtype), ...largest, ...clues.sizes.map(String)];
  if (input.shape.length === 1 && length <= LONGEST_VECTOR)
    return proposeVectors(length, input, space, clues);
  return ['0', '1'];
}

function proposeFloats(length: number): string[] {
  const half = Math.floor(length / 2);
  // A region: where it starts, then where it ends.
  const region = Array.from({ length }, (_, index) => (index < half ? 0 : 1));
  return ['1', '2', '0', region.join(',')];
}

/** Axes, counts, or the shape of something. */
function proposeVectors(length: number, input: SearchInput, space: SearchSpace, clues: Clues): string[] {
  const others = space.inputs.filter((other) => other !== input).map((other) => other.shape);
  const shapes = [...others, ...clues.lists].filter((shape) => shape.length === length);
  const inferred = leastOf(input.info.dtype).map((least) => [Number(least), ...ones(length - 1)]);
  const parts = [...others.flat(), ...clues.sizes].filter((size) => size >= length);
  return [
    '0',
    '1',
    ...[...inferred, ...shapes].map((shape) => shape.join(',')),
    Array.from({ length }, (_, index) => index).join(','),
    ...parts.map((size) => [...ones(length - 1), size - (length - 1)].join(',')),
    '2',
    ...shapes.map((shape) => shape.map((size) => size * 2).join(',')),
  ];
}

/** Means the last axis, or whatever is left over, to most operators. */
function leastOf(dtype: TensorType | null): string[] {
  return dtype?.startsWith('u') === false ? ['-1'] : [];
}

function ones(length: number): number[] {
  return Array.from({ length }, () => 1);
}

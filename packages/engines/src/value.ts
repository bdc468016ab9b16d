/** What models take and give: tensors, and what holds them. */
import type { TensorInfo } from '@dumont/protocol';
import { byteLengthOfElements, type Tensor } from './tensor.ts';

export interface Sequence {
  readonly elements: readonly Value[];
}

/** Of n pairs, by ascending key. */
export interface MapValue {
  /** Of shape [n]: int64, or strings in the order of their bytes. */
  readonly keys: Tensor;
  /** Of shape [n]. */
  readonly values: Tensor;
}

/** Null is an optional without a value; one with a value is that value. */
export type Value = Tensor | Sequence | MapValue | null;

/** input or output name → value */
export type NamedValues = Readonly<Record<string, Value>>;

export function isTensor(value: Value): value is Tensor {
  return value !== null && 'dtype' in value;
}

export function isSequence(value: Value): value is Sequence {
  return value !== null && 'elements' in value;
}

/** @returns whether what goes in there is a sequence, or an optional one */
export function takesSequence({ container }: TensorInfo): boolean {
  return container === 'sequence' || container === 'optional sequence';
}

/** @returns the tensors that it holds, in their order: itself alone where it is one */
export function tensorsIn(value: Value): readonly Tensor[] {
  if (value === null) return [];
  if (isTensor(value)) return [value];
  return isSequence(value) ? value.elements.flatMap(tensorsIn) : [value.keys, value.values];
}

/** @returns how much memory all their tensors take together, those that sequences, optionals and maps hold among them */
export function byteLengthOfTensors(values: NamedValues): number {
  const tensors = Object.values(values).flatMap(tensorsIn);
  return tensors.reduce((sum, { data }) => sum + byteLengthOfElements(data), 0);
}

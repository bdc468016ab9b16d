/** Sizes that a person would choose for open dimensions, by what they are called and where they stand. Pure. */
import { namesIn, parseExpression, type TensorInfo } from '@dumont/protocol';
import type { InputUses } from '../input-use.ts';
import { isFloat } from '../element-layout.ts';

const BATCH_SIZE = 1;
const IMAGE_SIDE = 224;
const IMAGE_CHANNELS: readonly unknown[] = [1, 3, 4];
const SEQUENCE_LENGTH = 128;

const BATCH = /batch|^bs$/i;
const PAST = /past/i;
const TOTAL = /total/i;
const SEQUENCE = /seq/i;
/** What such an axis, or such an input, is called is no side of an image. */
const NO_IMAGE = /seq|past|cache|len|time|frame|token|state|key|value/i;
const IDS_OR_MASK = /(^|[_.])(ids?|tokens?)($|[_.\d])|mask/i;

export function saysBatch(name: string): boolean {
  return BATCH.test(name);
}

/** A dimension by its name; one without a name by its place. */
export function dimensionLabel({ name, shape }: TensorInfo, axis: number): string {
  const dimension = shape[axis];
  return typeof dimension === 'string' && dimension !== '' ? dimension : `${name} axis ${axis}`;
}

/** @returns which of its open axes is the batch: the one called so, else the first of several; -1 for none */
export function batchAxis({ shape }: TensorInfo): number {
  const named = shape.findIndex((size) => typeof size === 'string' && BATCH.test(size));
  if (named !== -1) return named;
  return shape.length > 1 && typeof shape[0] === 'string' ? 0 : -1;
}

/** Sums that are not written as one: name → the names that it is the sum of. */
export type Totals = ReadonlyMap<string, readonly string[]>;

export interface UsualSizes {
  /** By label. What is not in there has no meaning that is known. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly totals: Totals;
}

export function usualSizes(inputs: readonly TensorInfo[], uses: InputUses): UsualSizes {
  const totals = findTotals(inputs);
  const sizes = new Map<string, number>();
  const add = (label: string, size: number): void => {
    if (!sizes.has(label) && !totals.has(label) && parseExpression(label) === null) sizes.set(label, size);
  };
  for (const input of inputs) for (const [label, size] of ownSizes(input)) add(label, size);
  for (const input of inputs) {
    const axis = batchAxis(input);
    if (axis !== -1) add(dimensionLabel(input, axis), BATCH_SIZE);
  }
  for (const input of inputs)
    for (const axis of imageSides(input)) add(dimensionLabel(input, axis), IMAGE_SIDE);
  for (const input of inputs)
    for (const axis of sequenceAxes(input, uses)) add(dimensionLabel(input, axis), SEQUENCE_LENGTH);
  for (const name of allNames(inputs)) {
    if (BATCH.test(name)) add(name, BATCH_SIZE);
    else if (isSequence(name)) add(name, SEQUENCE_LENGTH);
  }
  return { sizes, totals };
}

/** What the model itself says is usual, which goes before all else. */
function ownSizes(input: TensorInfo): (readonly [label: string, size: number])[] {
  return (input.usualShape ?? []).flatMap((size, axis) =>
    typeof input.shape[axis] === 'string' ? [[dimensionLabel(input, axis), size] as const] : [],
  );
}

/** Names of dimensions, those that stand in expressions among them. */
export function allNames(inputs: readonly TensorInfo[]): string[] {
  const texts = inputs.flatMap(({ shape }) =>
    shape.filter((size) => typeof size === 'string' && size !== ''),
  );
  const names = texts.map(String).flatMap((text) => {
    const expression = parseExpression(text);
    return expression === null ? [text] : namesIn(expression);
  });
  return [...new Set(names)];
}

/** Height and width, where the channels say that it is an image: before or after them. */
function imageSides({ name, dtype, shape }: TensorInfo): number[] {
  const isPixels = dtype !== null && (isFloat(dtype) || dtype === 'uint8' || dtype === 'int8');
  if (shape.length !== 4 || !isPixels || NO_IMAGE.test(name)) return [];
  const sides = IMAGE_CHANNELS.includes(shape[1]) ? [2, 3] : IMAGE_CHANNELS.includes(shape[3]) ? [1, 2] : [];
  const open = sides.filter((axis) => typeof shape[axis] === 'string');
  return open.some((axis) => NO_IMAGE.test(String(shape[axis]))) ? [] : open;
}

function isSequence(name: string): boolean {
  return SEQUENCE.test(name) && !PAST.test(name) && !TOTAL.test(name);
}

/** Of ids and masks, one or two-dimensional. */
function sequenceAxes(input: TensorInfo, uses: InputUses): number[] {
  const { name, dtype, shape } = input;
  if (dtype === null || dtype === 'string' || isFloat(dtype)) return [];
  const kind = uses.get(name)?.kind;
  if (kind !== 'index' && kind !== 'mask' && !IDS_OR_MASK.test(name)) return [];
  const axis = shape.length - 1;
  const size = shape[axis];
  if (axis > 1 || typeof size !== 'string' || axis === batchAxis(input) || PAST.test(size)) return [];
  return [axis];
}

/** A mask covers what is past and what is new. */
function findTotals(inputs: readonly TensorInfo[]): Totals {
  const names = allNames(inputs);
  const past = names.find((name) => PAST.test(name) && !TOTAL.test(name));
  const present = names.find((name) => isSequence(name) && isOfIds(name, inputs)) ?? names.find(isSequence);
  if (past === undefined || present === undefined) return new Map();
  const totals = names.filter(
    (name) => name !== present && (TOTAL.test(name) || isOfMaskAlone(name, inputs)),
  );
  return new Map(totals.map((name) => [name, [past, present]]));
}

function isOfIds(name: string, inputs: readonly TensorInfo[]): boolean {
  return inputs.some((input) => /ids/i.test(input.name) && input.shape.includes(name));
}

function isOfMaskAlone(name: string, inputs: readonly TensorInfo[]): boolean {
  const takers = inputs.filter(({ shape }) => shape.includes(name));
  return isSequence(name) && takers.length > 0 && takers.every((input) => /mask/i.test(input.name));
}

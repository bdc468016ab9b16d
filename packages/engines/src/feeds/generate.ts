/** Makes up elements of any type from a seed. */
import type { TensorType } from '@dumont/protocol';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { accessElements } from '../element-access.ts';
import { allocateElements, isFloat, type FixedSizeType, type FloatType } from '../element-layout.ts';
import type { TensorElements } from '../tensor.ts';

/** How the elements of an input are made up: all alike, drawn uniformly, or counted up from 0 along the last axis and round again. */
export type Making =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'range'; readonly least: number; readonly most: number }
  | { readonly kind: 'count'; readonly along: number; readonly most: number };

/** Least and most. 8-bit types are mostly images or quantised values, wider ones masks, indexes and counts: 0 and 1 are nearly always in range. */
const RANGE: Readonly<Record<Exclude<FixedSizeType, FloatType>, readonly [number, number]>> = {
  bool: [0, 1],
  int4: [-8, 7],
  uint4: [0, 15],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [0, 1],
  uint16: [0, 1],
  int32: [0, 1],
  uint32: [0, 1],
  int64: [0, 1],
  uint64: [0, 1],
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const MAX_LETTERS = 8;

/** @returns how whole numbers are made up of which nothing is known; null for floats, which lie between 0 and 1, and for strings */
export function usualRange(dtype: TensorType): Extract<Making, { kind: 'range' }> | null {
  if (dtype === 'string' || isFloat(dtype)) return null;
  const [least, most] = RANGE[dtype];
  return { kind: 'range', least, most };
}

/**
 * @param name of the input: each has its own sequence, whatever comes before it
 * @param making left out: what is usual for the type
 */
export async function generateElements(
  dtype: TensorType,
  elements: number,
  seed: number,
  name: string,
  making: Making | null = null,
): Promise<TensorElements> {
  const random = xoroshiro128plus(mixSeed(seed, name));
  if (dtype === 'string') return Array.from({ length: elements }, () => randomWord(random));
  const array = allocateElements(dtype, elements);
  const access = await accessElements(dtype, array);
  const make = maker(dtype, making ?? usualRange(dtype), random);
  let isAllZero = elements > 0;
  for (let index = 0; index < elements; index += 1) {
    const value = make(index);
    access.set(index, value);
    if (value !== 0) isAllZero = false;
  }
  // A count or rate of 0 makes many a model do nothing at all.
  if (isAllZero && making === null && dtype !== 'bool') access.set(elements - 1, 1);
  return array;
}

function maker(
  dtype: FixedSizeType,
  making: Making | null,
  random: RandomGenerator,
): (index: number) => number {
  if (making === null) return () => uniformFloat64(random);
  if (making.kind === 'constant') return () => making.value;
  if (making.kind === 'count') return (index) => (index % making.along) % (making.most + 1);
  const { least, most } = making;
  if (isFloat(dtype)) return () => least + uniformFloat64(random) * (most - least);
  return () => uniformInt(random, least, most);
}

function randomWord(random: RandomGenerator): string {
  const length = uniformInt(random, 1, MAX_LETTERS);
  return Array.from({ length }, () => LETTERS[uniformInt(random, 0, LETTERS.length - 1)]).join('');
}

/** FNV-1a over the name, started from the seed. */
function mixSeed(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

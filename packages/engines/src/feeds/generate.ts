/** Makes up elements of any type from a seed. */
import type { TensorType } from '@dumont/protocol';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { accessElements } from '../element-access.ts';
import { allocateElements, isFloat, type FixedSizeType, type FloatType } from '../element-layout.ts';
import type { TensorElements } from '../tensor.ts';

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

/** @param name of the input: each has its own sequence, whatever comes before it */
export async function generateElements(
  dtype: TensorType,
  elements: number,
  seed: number,
  name: string,
): Promise<TensorElements> {
  const random = xoroshiro128plus(mixSeed(seed, name));
  if (dtype === 'string') return Array.from({ length: elements }, () => randomWord(random));
  const array = allocateElements(dtype, elements);
  const access = await accessElements(dtype, array);
  const draw = drawFrom(dtype, random);
  let isAllZero = elements > 0;
  for (let index = 0; index < elements; index += 1) {
    const value = draw();
    access.set(index, value);
    if (value !== 0) isAllZero = false;
  }
  // A count or rate of 0 makes many a model do nothing at all.
  if (isAllZero && dtype !== 'bool') access.set(elements - 1, 1);
  return array;
}

function drawFrom(dtype: FixedSizeType, random: RandomGenerator): () => number {
  if (isFloat(dtype)) return () => uniformFloat64(random);
  const [least, most] = RANGE[dtype];
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

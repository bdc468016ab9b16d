/** Makes up elements of any type from a seed. */
import type { TensorType } from '@dumont/protocol';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { accessElements } from '../element-access.ts';
import { allocateElements, type FixedSizeType } from '../element-layout.ts';
import type { TensorElements } from '../tensor.ts';

/** Least and most. 8-bit types are mostly images or quantised values, wider ones indexes and counts. */
const RANGE: Readonly<
  Record<Exclude<FixedSizeType, 'float16' | 'float32' | 'float64'>, readonly [number, number]>
> = {
  bool: [0, 1],
  int4: [-8, 7],
  uint4: [0, 15],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [0, 9],
  uint16: [0, 9],
  int32: [0, 9],
  uint32: [0, 9],
  int64: [0, 9],
  uint64: [0, 9],
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
  for (let index = 0; index < elements; index += 1) access.set(index, draw());
  return array;
}

function drawFrom(dtype: FixedSizeType, random: RandomGenerator): () => number {
  if (dtype === 'float32' || dtype === 'float64' || dtype === 'float16') return () => uniformFloat64(random);
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

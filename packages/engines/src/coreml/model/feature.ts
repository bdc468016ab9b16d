/** What a CoreML model takes and gives: told by its file, or by CoreML itself. */
import type { TensorType } from '@dumont/protocol';

export type ArrayType = Extract<TensorType, 'float16' | 'float32' | 'float64' | 'int8' | 'int32'>;

/** Least and most; `most` is null where nothing bounds it. */
export interface SizeRange {
  readonly least: number;
  readonly most: number | null;
}

/** Which shapes an array takes beside its usual one. */
export type Flexibility =
  | { readonly kind: 'enumerated'; readonly shapes: readonly (readonly number[])[] }
  /** One for each axis. */
  | { readonly kind: 'ranged'; readonly sizes: readonly SizeRange[] };

export interface ArrayFeature {
  readonly kind: 'array';
  /** Null for one that CoreML has and Dumont does not know. */
  readonly dtype: ArrayType | null;
  /** The usual one; empty where the model does not say. */
  readonly shape: readonly number[];
  /** Null where it takes the usual one alone. */
  readonly flexibility: Flexibility | null;
}

/** `half`: one channel of float16. */
export type ColorSpace = 'gray' | 'color' | 'half';

export interface ImageFeature {
  readonly kind: 'image';
  /** Null for one that Dumont does not know. */
  readonly colorSpace: ColorSpace | null;
  /** The usual size, height and width; how many rows and columns there are otherwise is `flexibility`'s. */
  readonly shape: readonly [height: number, width: number];
  readonly flexibility: Flexibility | null;
}

export type FeatureType =
  | ArrayFeature
  | ImageFeature
  | { readonly kind: 'state'; readonly array: ArrayFeature }
  /** Of float64 by `keys`; of a length of its own. */
  | { readonly kind: 'dictionary'; readonly keys: ItemType | null }
  | { readonly kind: 'sequence'; readonly items: ItemType | null }
  | { readonly kind: 'int64' | 'double' | 'string' | 'unknown' };

/** Null in its place is one that CoreML has and Dumont does not know. */
export type ItemType = 'int64' | 'string';

export interface Feature {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: FeatureType;
}

/** What one function of a model takes and gives; most models have one function, without a name. */
export interface Signature {
  readonly inputs: readonly Feature[];
  readonly outputs: readonly Feature[];
  readonly states: readonly Feature[];
}

/** The low 16 bits are those of an element. */
const ARRAY_TYPES: Readonly<Record<number, ArrayType>> = {
  65_552: 'float16',
  65_568: 'float32',
  65_600: 'float64',
  131_080: 'int8',
  131_104: 'int32',
};

/** @param number an MLMultiArrayDataType, which files and CoreML have alike */
export function arrayTypeOf(number: number): ArrayType | null {
  return ARRAY_TYPES[number] ?? null;
}

export function arrayTypeNumber(dtype: ArrayType): number {
  const found = Object.entries(ARRAY_TYPES).find(([, name]) => name === dtype);
  if (found === undefined) throw new RangeError(`CoreML has no arrays of ${dtype}`);
  return Number(found[0]);
}

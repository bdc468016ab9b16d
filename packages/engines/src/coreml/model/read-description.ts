/** CoreML's ModelDescription message, from bytes that may be damaged or hostile. Field numbers are those of Model.proto and FeatureTypes.proto. */
import { PbfReader } from 'pbf';
import {
  arrayTypeOf,
  type ArrayFeature,
  type ColorSpace,
  type Feature,
  type FeatureType,
  type Flexibility,
  type ImageFeature,
  type ItemType,
  type Signature,
  type SizeRange,
} from './feature.ts';

export interface ModelDescription extends Signature {
  /** By their names: where there are any, the model's own inputs and outputs are empty. */
  readonly functions: ReadonlyMap<string, Signature>;
  /** Null where there are no functions. */
  readonly defaultFunction: string | null;
}

export interface ModelSpecification extends ModelDescription {
  /** 1 is of macOS 10.13, 5 of 11, 9 of 15. */
  readonly specificationVersion: number;
  readonly kind: 'program' | 'neural network' | 'pipeline' | 'classic';
}

/** A model with more is damaged. */
const MOST_FEATURES = 10_000;
const MOST_AXES = 64;
const MOST_SHAPES = 1000;

/** @throws RangeError where the message is cut short, or holds more than a model does */
export function readDescription(bytes: Uint8Array): ModelDescription {
  const pbf = new PbfReader(bytes);
  const description = {
    ...emptySignature(),
    functions: new Map<string, Signature>(),
    defaultFunction: null as string | null,
  };
  pbf.readFields((field, into: typeof description, reader) => {
    if (field === 1) add(into.inputs, readFeature(reader));
    else if (field === 10) add(into.outputs, readFeature(reader));
    else if (field === 13) add(into.states, readFeature(reader));
    else if (field === 21) into.defaultFunction = reader.readString();
    else if (field === 20) {
      const { name, ...signature } = readFunction(reader);
      into.functions.set(name, signature);
      if (into.functions.size > MOST_FEATURES) throw tooMany();
    }
  }, description);
  // A length beyond the end is not noticed by the reader itself.
  if (pbf.pos !== bytes.length) throw new RangeError('the description is cut short');
  return description;
}

interface OpenSignature {
  readonly inputs: Feature[];
  readonly outputs: Feature[];
  readonly states: Feature[];
}

function emptySignature(): OpenSignature {
  return { inputs: [], outputs: [], states: [] };
}

function readFunction(pbf: PbfReader): OpenSignature & { readonly name: string } {
  return pbf.readMessage(
    (field, into, reader) => {
      if (field === 1) into.name = reader.readString();
      else if (field === 2) add(into.inputs, readFeature(reader));
      else if (field === 3) add(into.outputs, readFeature(reader));
      else if (field === 6) add(into.states, readFeature(reader));
    },
    { ...emptySignature(), name: '' },
  );
}

function readFeature(pbf: PbfReader): Feature {
  return pbf.readMessage<{ name: string; isOptional: boolean; type: FeatureType }>(
    (field, into, reader) => {
      if (field === 1) into.name = reader.readString();
      else if (field === 3) Object.assign(into, readType(reader));
    },
    { name: '', isOptional: false, type: { kind: 'unknown' } },
  );
}

function readType(pbf: PbfReader): { type: FeatureType; isOptional: boolean } {
  return pbf.readMessage<{ type: FeatureType; isOptional: boolean }>(
    (field, into, reader) => {
      if (field === 1000) into.isOptional = reader.readBoolean();
      else into.type = READ_TYPE[field]?.(reader) ?? into.type;
    },
    { type: { kind: 'unknown' }, isOptional: false },
  );
}

const READ_TYPE: Readonly<Record<number, (pbf: PbfReader) => FeatureType>> = {
  1: () => ({ kind: 'int64' }),
  2: () => ({ kind: 'double' }),
  3: () => ({ kind: 'string' }),
  4: readImage,
  5: readArray,
  6: (pbf) => ({ kind: 'dictionary', keys: readItemType(pbf, { 1: 'int64', 2: 'string' }) }),
  7: (pbf) => ({ kind: 'sequence', items: readItemType(pbf, { 1: 'int64', 3: 'string' }) }),
  8: (pbf) => ({ kind: 'state', array: readState(pbf) }),
};

function readItemType(pbf: PbfReader, types: Readonly<Record<number, ItemType>>): ItemType | null {
  return pbf.readMessage<{ type: ItemType | null }>(
    (field, into) => {
      into.type = types[field] ?? into.type;
    },
    { type: null },
  ).type;
}

function readState(pbf: PbfReader): ArrayFeature {
  const unsaid: ArrayFeature = { kind: 'array', dtype: null, shape: [], flexibility: null };
  return pbf.readMessage(
    (field, into, reader) => {
      if (field === 1) into.array = readArray(reader);
    },
    { array: unsaid },
  ).array;
}

function readArray(pbf: PbfReader): ArrayFeature {
  const { shape, dtype, shapes, sizes } = pbf.readMessage(
    (field, into, reader) => {
      if (field === 1) addSizes(into.shape, reader);
      else if (field === 2) into.dtype = arrayTypeOf(reader.readVarint());
      else if (field === 21) readEach(reader, into.shapes, readShape, MOST_SHAPES);
      else if (field === 31) readEach(reader, into.sizes, readRange, MOST_AXES);
    },
    { shape: [] as number[], dtype: null as ArrayFeature['dtype'], ...noSizes() },
  );
  return { kind: 'array', dtype, shape, flexibility: flexibilityOf(shapes, sizes) };
}

function readImage(pbf: PbfReader): ImageFeature {
  const found = pbf.readMessage(
    (field, into, reader) => {
      if (field === 1) into.width = sizeOf(reader);
      else if (field === 2) into.height = sizeOf(reader);
      else if (field === 3) into.colorSpace = COLOR_SPACES[reader.readVarint()] ?? null;
      else if (field === 21) readEach(reader, into.shapes, readImageSize, MOST_SHAPES);
      else if (field === 31) into.sizes.push(...readImageRange(reader));
    },
    { width: 0, height: 0, colorSpace: null as ColorSpace | null, ...noSizes() },
  );
  const { height, width, colorSpace, shapes, sizes } = found;
  return { kind: 'image', colorSpace, shape: [height, width], flexibility: flexibilityOf(shapes, sizes) };
}

const COLOR_SPACES: Readonly<Record<number, ColorSpace>> = {
  10: 'gray',
  20: 'color',
  30: 'color',
  40: 'half',
};

function noSizes(): { readonly shapes: number[][]; readonly sizes: SizeRange[] } {
  return { shapes: [], sizes: [] };
}

function flexibilityOf(
  shapes: readonly (readonly number[])[],
  sizes: readonly SizeRange[],
): Flexibility | null {
  if (shapes.length > 0) return { kind: 'enumerated', shapes };
  return sizes.some(({ least, most }) => least !== most) ? { kind: 'ranged', sizes } : null;
}

/** A message whose field 1 is repeated. */
function readEach<Item>(pbf: PbfReader, into: Item[], read: (pbf: PbfReader) => Item, most: number): void {
  pbf.readMessage((field, items: Item[], reader) => {
    if (field === 1) items.push(read(reader));
    if (items.length > most) throw tooMany();
  }, into);
}

function readShape(pbf: PbfReader): number[] {
  return pbf.readMessage((field, into: number[], reader) => {
    if (field === 1) addSizes(into, reader);
  }, []);
}

function readRange(pbf: PbfReader): SizeRange {
  return pbf.readMessage(
    (field, into, reader) => {
      if (field === 1) into.least = reader.readVarint();
      else if (field === 2) into.most = mostOf(reader.readVarint(true));
    },
    // What is left out is 0; and no array is of size 0 at most.
    { least: 0, most: null as number | null },
  );
}

/** Negative: unbounded. */
function mostOf(value: number): number | null {
  return value < 0 || !Number.isSafeInteger(value) ? null : value;
}

function readImageSize(pbf: PbfReader): number[] {
  const { height, width } = pbf.readMessage(
    (field, into, reader) => {
      if (field === 1) into.width = sizeOf(reader);
      else if (field === 2) into.height = sizeOf(reader);
    },
    { height: 0, width: 0 },
  );
  return [height, width];
}

function readImageRange(pbf: PbfReader): [height: SizeRange, width: SizeRange] {
  const { height, width } = pbf.readMessage<{ height: SizeRange; width: SizeRange }>(
    (field, into, reader) => {
      if (field === 1) into.width = readRange(reader);
      else if (field === 2) into.height = readRange(reader);
    },
    { height: { least: 0, most: null }, width: { least: 0, most: null } },
  );
  return [height, width];
}

/** Packed or not. */
function addSizes(into: number[], pbf: PbfReader): void {
  const LENGTH_DELIMITED = 2;
  if (pbf.type !== LENGTH_DELIMITED) into.push(sizeOf(pbf));
  else pbf.readPackedVarint(into);
  if (into.length > MOST_AXES || into.some((size) => !Number.isSafeInteger(size) || size < 0))
    throw tooMany();
}

function sizeOf(pbf: PbfReader): number {
  const size = pbf.readVarint();
  if (!Number.isSafeInteger(size)) throw tooMany();
  return size;
}

function add(features: Feature[], feature: Feature): void {
  features.push(feature);
  if (features.length > MOST_FEATURES) throw tooMany();
}

function tooMany(): RangeError {
  return new RangeError('the description claims what no model has');
}

/** What CoreML says that a model takes and gives. */
import { readArray, readDictionary, readNumbers } from './objc/foundation.ts';
import type { ObjectAddress, ObjectiveC } from './objc/objective-c.ts';
import type { Range } from './objc/encoding.ts';
import {
  arrayTypeOf,
  type ArrayFeature,
  type ColorSpace,
  type Feature,
  type FeatureType,
  type Flexibility,
  type ItemType,
  type Signature,
  type SizeRange,
} from './model/feature.ts';

/** MLFeatureType. */
const TYPES: Readonly<Record<number, (objc: ObjectiveC, description: ObjectAddress) => FeatureType>> = {
  1: () => ({ kind: 'int64' }),
  2: () => ({ kind: 'double' }),
  3: () => ({ kind: 'string' }),
  4: describeImage,
  5: (objc, description) => describeArray(objc, objc.send(description, 'multiArrayConstraint')),
  6: (objc, description) => {
    const constraint = objc.send(description, 'dictionaryConstraint');
    return { kind: 'dictionary', keys: ITEMS[objc.send(constraint, 'keyType')] ?? null };
  },
  7: (objc, description) => {
    const item = objc.send(objc.send(description, 'sequenceConstraint'), 'valueDescription');
    return { kind: 'sequence', items: ITEMS[objc.send(item, 'type')] ?? null };
  },
  8: describeState,
};

/** MLFeatureType, of what dictionaries and sequences hold. */
const ITEMS: Readonly<Record<number, ItemType>> = { 1: 'int64', 3: 'string' };

/** @param model an MLModel */
export function describeModel(objc: ObjectiveC, model: ObjectAddress): Signature {
  return objc.pool(() => {
    const description = objc.send(model, 'modelDescription');
    const describe = (
      selector: 'inputDescriptionsByName' | 'outputDescriptionsByName' | 'stateDescriptionsByName',
    ): Feature[] =>
      readDictionary(objc, objc.send(description, selector)).map(([name, feature]) => ({
        name,
        isOptional: objc.send(feature, 'isOptional'),
        type: TYPES[objc.send(feature, 'type')]?.(objc, feature) ?? { kind: 'unknown' },
      }));
    // States came with macOS 15.
    const hasStates = objc.responds(description, 'stateDescriptionsByName');
    return {
      inputs: describe('inputDescriptionsByName'),
      outputs: describe('outputDescriptionsByName'),
      states: hasStates ? describe('stateDescriptionsByName') : [],
    };
  });
}

/** MLMultiArrayShapeConstraintType and MLImageSizeConstraintType alike. */
const ENUMERATED = 2;
const RANGED = 3;

function describeArray(objc: ObjectiveC, constraint: ObjectAddress): ArrayFeature {
  const shape = readNumbers(objc, objc.send(constraint, 'shape'));
  return {
    kind: 'array',
    dtype: arrayTypeOf(objc.send(constraint, 'dataType')),
    shape,
    flexibility: flexibilityOfArray(objc, objc.send(constraint, 'shapeConstraint')),
  };
}

function flexibilityOfArray(objc: ObjectiveC, constraint: ObjectAddress): Flexibility | null {
  const type = constraint === 0n ? 0 : objc.send(constraint, 'type');
  if (type === ENUMERATED) {
    const shapes = readArray(objc, objc.send(constraint, 'enumeratedShapes'));
    // A model of one shape has it enumerated.
    if (shapes.length < 2) return null;
    return { kind: 'enumerated', shapes: shapes.map((shape) => readNumbers(objc, shape)) };
  }
  if (type !== RANGED) return null;
  const ranges = readArray(objc, objc.send(constraint, 'sizeRangeForDimension'));
  return ranged(ranges.map((range) => sizeRange(objc.send(range, 'rangeValue'))));
}

function describeImage(objc: ObjectiveC, description: ObjectAddress): FeatureType {
  const constraint = objc.send(description, 'imageConstraint');
  return {
    kind: 'image',
    colorSpace: COLOR_SPACES[objc.send(constraint, 'pixelFormatType')] ?? null,
    shape: [objc.send(constraint, 'pixelsHigh'), objc.send(constraint, 'pixelsWide')],
    flexibility: flexibilityOfImage(objc, objc.send(constraint, 'sizeConstraint')),
  };
}

/** Four letters as a number: BGRA, L008, L00h. */
export const PIXEL_FORMATS: Readonly<Record<ColorSpace, number>> = {
  color: 0x42475241,
  gray: 0x4c303038,
  half: 0x4c303068,
};
const COLOR_SPACES: Readonly<Record<number, ColorSpace>> = Object.fromEntries(
  Object.entries(PIXEL_FORMATS).map(([name, format]) => [format, name as ColorSpace]),
);

function flexibilityOfImage(objc: ObjectiveC, constraint: ObjectAddress): Flexibility | null {
  const type = constraint === 0n ? 0 : objc.send(constraint, 'type');
  if (type === ENUMERATED) {
    const sizes = readArray(objc, objc.send(constraint, 'enumeratedImageSizes'));
    const shapes = sizes.map((size) => [objc.send(size, 'pixelsHigh'), objc.send(size, 'pixelsWide')]);
    return shapes.length < 2 ? null : { kind: 'enumerated', shapes };
  }
  if (type !== RANGED) return null;
  const [high, wide] = [objc.send(constraint, 'pixelsHighRange'), objc.send(constraint, 'pixelsWideRange')];
  return ranged([sizeRange(high), sizeRange(wide)]);
}

function ranged(sizes: readonly SizeRange[]): Flexibility | null {
  return sizes.some(({ least, most }) => least !== most) ? { kind: 'ranged', sizes } : null;
}

/** What is unbounded is told by a length near the largest number. */
const UNBOUNDED = 2 ** 53;

function sizeRange({ location, length }: Range): SizeRange {
  return { least: location, most: location + length >= UNBOUNDED ? null : location + length };
}

function describeState(objc: ObjectiveC, description: ObjectAddress): FeatureType {
  const constraint = objc.send(description, 'stateConstraint');
  const array: ArrayFeature = {
    kind: 'array',
    dtype: arrayTypeOf(objc.send(constraint, 'dataType')),
    shape: readNumbers(objc, objc.send(constraint, 'bufferShape')),
    flexibility: null,
  };
  return { kind: 'state', array };
}

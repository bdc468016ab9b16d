/** Dictionaries and sequences, of whole numbers or texts, as CoreML's classic models have them. */
import { DumontError } from '@dumont/protocol';
import type { Tensor } from '../tensor.ts';
import { isSequence, isTensor, type MapValue, type Sequence, type Value } from '../value.ts';
import type { ItemType } from './model/feature.ts';
import {
  makeArray,
  makeDictionaryBy,
  makeText,
  orThrow,
  readArray,
  readEntries,
  readText,
} from './objc/foundation.ts';
import type { ObjectAddress, ObjectiveC } from './objc/objective-c.ts';

/** MLFeatureType. */
const STRING = 3;
/** More than any of them holds: whoever gives more means something else. */
const MOST_ITEMS = 10_000_000;

/** @returns an MLFeatureValue of the pool's @throws DumontError INFERENCE_FAILED */
export function makeDictionaryValue(
  objc: ObjectiveC,
  name: string,
  keys: ItemType,
  value: Value,
): ObjectAddress {
  if (value === null || isTensor(value) || isSequence(value)) throw unfit(name, `a dictionary by ${keys}`);
  const { keys: given, values } = value;
  if (given.dtype !== keys || values.dtype !== 'float64' || given.data.length !== values.data.length)
    throw unfit(name, `a dictionary of float64 by ${keys}, a value for each key`);
  const numberOf = objc.class('NSNumber');
  const numbers = [...(values.data as Float64Array)];
  const items = itemsOf(objc, keys, given);
  const entries = numbers.map(
    (number, at) => [items[at] ?? 0n, objc.send(numberOf, 'numberWithDouble:', number)] as const,
  );
  const dictionary = makeDictionaryBy(objc, entries);
  return orThrow(objc, (errorPlace) =>
    objc.send(objc.class('MLFeatureValue'), 'featureValueWithDictionary:error:', dictionary, errorPlace),
  );
}

/** @returns an MLFeatureValue of the pool's @throws DumontError INFERENCE_FAILED */
export function makeSequenceValue(
  objc: ObjectiveC,
  name: string,
  items: ItemType,
  value: Value,
): ObjectAddress {
  if (value === null || !isSequence(value) || value.elements.length > MOST_ITEMS)
    throw unfit(name, `a sequence of ${items}`);
  const objects = value.elements.flatMap((element) => {
    if (element === null || !isTensor(element) || element.dtype !== items || element.data.length !== 1)
      throw unfit(name, `a sequence of single ${items}`);
    return itemsOf(objc, items, element);
  });
  const array = makeArray(objc, objects);
  const of = objc.class('MLSequence');
  const sequence =
    items === 'int64'
      ? objc.send(of, 'sequenceWithInt64Array:', array)
      : objc.send(of, 'sequenceWithStringArray:', array);
  return objc.send(objc.class('MLFeatureValue'), 'featureValueWithSequence:', sequence);
}

function itemsOf(objc: ObjectiveC, type: ItemType, { data }: Tensor): ObjectAddress[] {
  if (type === 'string') return (data as readonly string[]).map((text) => makeText(objc, text));
  const of = objc.class('NSNumber');
  return [...(data as BigInt64Array)].map((number) => objc.send(of, 'numberWithLongLong:', number));
}

/** @param dictionary an NSDictionary of NSNumbers by NSStrings or NSNumbers @returns by ascending key: it has no order */
export function readDictionaryValue(objc: ObjectiveC, dictionary: ObjectAddress): MapValue {
  const entries = readEntries(objc, dictionary).map(
    ([key, value]) => [key, objc.send(value, 'doubleValue')] as const,
  );
  const isText = entries.some(([key]) => objc.isKind(key, 'NSString'));
  const shape = [entries.length];
  if (isText) {
    const pairs = sorted(
      entries.map(([key, number]) => [readText(objc, key), number] as const),
      (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    return { keys: { dtype: 'string', shape, data: pairs.map(([key]) => key) }, values: valuesOf(pairs) };
  }
  const pairs = sorted(
    entries.map(([key, number]) => [BigInt(objc.send(key, 'longLongValue')), number] as const),
    (one, other) => (one < other ? -1 : Number(one > other)),
  );
  return {
    keys: { dtype: 'int64', shape, data: BigInt64Array.from(pairs, ([key]) => key) },
    values: valuesOf(pairs),
  };
}

type Pair<Key> = readonly [key: Key, value: number];

function sorted<Key>(pairs: readonly Pair<Key>[], compare: (one: Key, other: Key) => number): Pair<Key>[] {
  return pairs.toSorted(([one], [other]) => compare(one, other));
}

function valuesOf(pairs: readonly Pair<unknown>[]): Tensor {
  return { dtype: 'float64', shape: [pairs.length], data: Float64Array.from(pairs, ([, value]) => value) };
}

/** @param sequence an MLSequence */
export function readSequenceValue(objc: ObjectiveC, sequence: ObjectAddress): Sequence {
  if (objc.send(sequence, 'type') === STRING) {
    const texts = readArray(objc, objc.send(sequence, 'stringValues'));
    return { elements: texts.map((text) => ({ dtype: 'string', shape: [], data: [readText(objc, text)] })) };
  }
  const numbers = readArray(objc, objc.send(sequence, 'int64Values'));
  return {
    elements: numbers.map((number) => ({
      dtype: 'int64',
      shape: [],
      data: BigInt64Array.of(BigInt(objc.send(number, 'longLongValue'))),
    })),
  };
}

function unfit(name: string, what: string): DumontError {
  return new DumontError(
    'INFERENCE_FAILED',
    `The input ${name} takes ${what}, and was given something else.`,
  );
}

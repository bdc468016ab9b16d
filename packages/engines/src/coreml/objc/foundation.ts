/** Texts, numbers, arrays, dictionaries and errors of Foundation. What is made here belongs to the pool around it. */
import type { ObjectAddress, ObjectiveC } from './objective-c.ts';

/** @throws RangeError where it holds what no C text can */
export function makeText(objc: ObjectiveC, text: string): ObjectAddress {
  if (text.includes('\0')) throw new RangeError('a text of Objective-C holds no NUL here');
  return objc.send(objc.class('NSString'), 'stringWithUTF8String:', text);
}

export function readText(objc: ObjectiveC, text: ObjectAddress): string {
  return text === 0n ? '' : objc.send(text, 'UTF8String');
}

export function makeArray(objc: ObjectiveC, objects: readonly ObjectAddress[]): ObjectAddress {
  const places = BigUint64Array.from(objects);
  return objc.send(objc.class('NSArray'), 'arrayWithObjects:count:', places, objects.length);
}

export function readArray(objc: ObjectiveC, array: ObjectAddress): ObjectAddress[] {
  const count = array === 0n ? 0 : objc.send(array, 'count');
  return Array.from({ length: count }, (_, index) => objc.send(array, 'objectAtIndex:', index));
}

export function makeNumbers(objc: ObjectiveC, numbers: readonly number[]): ObjectAddress {
  const of = objc.class('NSNumber');
  return makeArray(
    objc,
    numbers.map((number) => objc.send(of, 'numberWithLongLong:', number)),
  );
}

export function readNumbers(objc: ObjectiveC, array: ObjectAddress): number[] {
  return readArray(objc, array).map((number) => objc.send(number, 'longLongValue'));
}

/** @param entries none of them nil: that would end the process */
export function makeDictionary(
  objc: ObjectiveC,
  entries: readonly (readonly [name: string, value: ObjectAddress])[],
): ObjectAddress {
  return makeDictionaryBy(
    objc,
    entries.map(([name, value]) => [makeText(objc, name), value] as const),
  );
}

/** By keys that are objects. @param entries none of them nil: that would end the process */
export function makeDictionaryBy(
  objc: ObjectiveC,
  entries: readonly (readonly [key: ObjectAddress, value: ObjectAddress])[],
): ObjectAddress {
  if (entries.flat().includes(0n)) throw new RangeError('a dictionary holds no nil');
  const keys = BigUint64Array.from(entries.map(([key]) => key));
  const values = BigUint64Array.from(entries.map(([, value]) => value));
  const of = objc.class('NSDictionary');
  return objc.send(of, 'dictionaryWithObjects:forKeys:count:', values, keys, entries.length);
}

/** @returns by name, in the order of the names: a dictionary has none */
export function readDictionary(
  objc: ObjectiveC,
  dictionary: ObjectAddress,
): [name: string, value: ObjectAddress][] {
  return readEntries(objc, dictionary)
    .map(([key, value]): [string, ObjectAddress] => [readText(objc, key), value])
    .sort(([one], [other]) => (one < other ? -1 : Number(one > other)));
}

/** @returns in no order */
export function readEntries(
  objc: ObjectiveC,
  dictionary: ObjectAddress,
): [key: ObjectAddress, value: ObjectAddress][] {
  if (dictionary === 0n) return [];
  const keys = readArray(objc, objc.send(dictionary, 'allKeys'));
  return keys.map((key) => [key, objc.send(dictionary, 'objectForKey:', key)]);
}

export function makeFileUrl(objc: ObjectiveC, path: string): ObjectAddress {
  return objc.send(objc.class('NSURL'), 'fileURLWithPath:', makeText(objc, path));
}

/** An NSError. */
export class ForeignError extends Error {
  override readonly name = 'ForeignError';
  readonly domain: string;
  readonly code: number;

  constructor(domain: string, code: number, message: string) {
    super(message);
    this.domain = domain;
    this.code = code;
  }
}

export function readError(objc: ObjectiveC, error: ObjectAddress): ForeignError {
  if (error === 0n) return new ForeignError('', 0, 'it failed without saying why');
  const words = readText(objc, objc.send(error, 'localizedDescription'));
  return new ForeignError(readText(objc, objc.send(error, 'domain')), objc.send(error, 'code'), words);
}

/** @param send gets the place of the error, and gives nil where there is one @throws ForeignError */
export function orThrow(
  objc: ObjectiveC,
  send: (errorPlace: BigUint64Array) => ObjectAddress,
): ObjectAddress {
  const place = new BigUint64Array(1);
  const object = send(place);
  if (object === 0n) throw readError(objc, place[0] ?? 0n);
  return object;
}

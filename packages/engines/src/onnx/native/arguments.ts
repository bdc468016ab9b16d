/**
 * Kinds of arguments of OrtApi's functions: what JavaScript gives, checked, and the C arguments that come of it. Native code
 * believes every argument, so that a wrong one is a crash or worse.
 */
import { DumontError } from '@dumont/protocol';
import { NATIVE_TYPES, NativeObject, type NativeType } from './native-object.ts';

interface ValueTypes {
  /** A C enumeration, or an int. */
  int: number;
  size: number;
  text: string;
  /** Characters are 16 bits wide on Windows, as for every path there. */
  path: string;
  /** A pointer to memory and its length in bytes. */
  bytes: ArrayBufferView;
  /** A pointer to 64-bit numbers or pointers, which are read or written, and how many there are. */
  int64s: BigInt64Array | BigUint64Array;
  /** A pointer to pointers to OrtValues, whose number another argument says. */
  OrtValues: readonly NativeObject<'OrtValue'>[];
  /** A pointer to texts and how many there are. */
  texts: readonly string[];
  /** Pointers to keys and to values, and how many pairs there are. */
  pairs: Readonly<Record<string, string>>;
}

export type ArgumentKind = keyof ValueTypes | NativeType | `${NativeType} or null` | `${NativeType} list`;

export type ArgumentOf<Kind> = Kind extends keyof ValueTypes
  ? ValueTypes[Kind]
  : Kind extends NativeType
    ? NativeObject<Kind>
    : Kind extends `${infer Type extends NativeType} or null`
      ? NativeObject<Type> | null
      : Kind extends `${infer Type extends NativeType} list`
        ? readonly NativeObject<Type>[]
        : never;

export interface Argument {
  readonly cTypes: readonly string[];
  /**
   * @param address of a buffer, which must outlive the call
   * @throws DumontError INTERNAL where the value is not of the kind
   */
  readonly encode: (value: unknown, address: (buffer: Uint8Array) => bigint) => readonly unknown[];
}

const POINTER = 'void *';
const MAX_INT = 2 ** 31 - 1;
/** Of no bytes there is no address, and native code refuses none. */
const SOMEWHERE = new Uint8Array(8);

const VALUES: Readonly<Record<keyof ValueTypes, Argument>> = {
  int: {
    cTypes: ['int'],
    encode: (value) => [isWhole(value, -MAX_INT - 1, MAX_INT) ? value : refuse('an int', value)],
  },
  size: {
    cTypes: ['size_t'],
    encode: (value) => [isWhole(value, 0, Number.MAX_SAFE_INTEGER) ? value : refuse('a size', value)],
  },
  text: { cTypes: ['str'], encode: (value) => [checkText(value)] },
  path: { cTypes: [process.platform === 'win32' ? 'str16' : 'str'], encode: (value) => [checkText(value)] },
  bytes: {
    cTypes: [POINTER, 'size_t'],
    encode: (value) => {
      const view = ArrayBuffer.isView(value) ? value : refuse('bytes', value);
      return [view.byteLength === 0 ? SOMEWHERE : view, view.byteLength];
    },
  },
  int64s: {
    cTypes: [POINTER, 'size_t'],
    encode: (value) =>
      value instanceof BigInt64Array || value instanceof BigUint64Array
        ? [value, value.length]
        : refuse('64-bit numbers', value),
  },
  OrtValues: {
    cTypes: [POINTER],
    encode: (value, address) => {
      const [list] = argumentOf('OrtValue list').encode(value, address);
      return [list];
    },
  },
  texts: {
    cTypes: [POINTER, 'size_t'],
    encode: (value, address) => {
      const texts: unknown[] = Array.isArray(value) ? value : refuse('a list of texts', value);
      return [pointersToTexts(texts, address), texts.length];
    },
  },
  pairs: {
    cTypes: [POINTER, POINTER, 'size_t'],
    encode: (value, address) => {
      const pairs: object = isObject(value) ? value : refuse('pairs of texts', value);
      const keys = Object.keys(pairs);
      return [pointersToTexts(keys, address), pointersToTexts(Object.values(pairs), address), keys.length];
    },
  },
};

function nativeArguments(type: NativeType): [ArgumentKind, Argument][] {
  const one = (value: unknown): bigint =>
    value instanceof NativeObject && value.type === type ? value.address : refuse(`an ${type}`, value);
  return [
    [type, { cTypes: [POINTER], encode: (value) => [one(value)] }],
    [`${type} or null`, { cTypes: [POINTER], encode: (value) => [value === null ? null : one(value)] }],
    [
      `${type} list`,
      {
        cTypes: [POINTER, 'size_t'],
        encode: (value) => {
          const list: unknown[] = Array.isArray(value) ? value : refuse(`a list of ${type}`, value);
          return [BigUint64Array.from([...list.map(one), 0n]), list.length];
        },
      },
    ],
  ];
}

const ARGUMENTS: ReadonlyMap<string, Argument> = new Map<string, Argument>([
  ...Object.entries(VALUES),
  ...NATIVE_TYPES.flatMap(nativeArguments),
]);

export function argumentOf(kind: ArgumentKind): Argument {
  const argument = ARGUMENTS.get(kind);
  if (argument === undefined) throw new DumontError('INTERNAL', `there is no kind of argument "${kind}"`);
  return argument;
}

/** The buffers live as long as the array that holds their addresses. */
const buffersOf = new WeakMap<BigUint64Array, readonly Uint8Array[]>();

function pointersToTexts(texts: readonly unknown[], address: (buffer: Uint8Array) => bigint): BigUint64Array {
  const buffers = texts.map((text) => Buffer.from(`${checkText(text)}\0`));
  // One more, since an array without elements has no address.
  const pointers = BigUint64Array.from([...buffers.map((buffer) => address(buffer)), 0n]);
  buffersOf.set(pointers, buffers);
  return pointers;
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function checkText(value: unknown): string {
  if (typeof value === 'string' && !value.includes('\0')) return value;
  return refuse('a text without NUL', value);
}

function refuse(wanted: string, value: unknown): never {
  const given = value instanceof NativeObject ? (value as NativeObject).type : typeof value;
  throw new DumontError('INTERNAL', `a call of ONNX Runtime takes ${wanted}, not ${given}`);
}

/** Kinds of results of OrtApi's functions: how many places the function writes them into, and what JavaScript makes of those. */
import type { NativeObject, NativeType } from './native-object.ts';

interface ValueTypes {
  nothing: undefined;
  int: number;
  size: number;
  address: bigint;
  /** It belongs to the library. */
  text: string;
  /** The caller frees it. */
  'allocated text': string;
  pairs: Readonly<Record<string, string>>;
}

export type ResultKind =
  | keyof ValueTypes
  /** The caller releases it. */
  | NativeType
  | `borrowed ${NativeType}`
  | `borrowed ${NativeType} list`
  /** The caller frees the list and releases what is in it. */
  | `allocated ${NativeType} list`;

export type ResultOf<Kind> = Kind extends keyof ValueTypes
  ? ValueTypes[Kind]
  : Kind extends NativeType | `borrowed ${infer _ extends NativeType}`
    ? NativeObject<TypeIn<Kind>>
    : readonly NativeObject<TypeIn<Kind>>[];

type TypeIn<Kind> = Kind extends NativeType
  ? Kind
  : Kind extends `borrowed ${infer Type extends NativeType}`
    ? Type
    : Kind extends `${'borrowed' | 'allocated'} ${infer Type extends NativeType} list`
      ? Type
      : never;

/** What reading a result needs of the library. */
export interface Library {
  readonly readText: (address: bigint) => string;
  readonly readPointers: (address: bigint, count: number) => readonly bigint[];
  /** Frees what the default allocator gave. */
  readonly free: (address: bigint) => void;
  /** @param madeOf what must live as long as the object does */
  readonly own: (type: NativeType, address: bigint, madeOf: readonly unknown[]) => NativeObject;
  readonly borrow: (type: NativeType, address: bigint) => NativeObject;
}

/** One for each place, in their order; at most three. */
type Places = readonly [bigint, bigint, bigint];

export interface Result {
  readonly places: number;
  /** @param args the arguments of the call */
  readonly read: (places: Places, library: Library, args: readonly unknown[]) => unknown;
}

const VALUES: Readonly<Record<keyof ValueTypes, Result>> = {
  nothing: { places: 0, read: () => undefined },
  // The place is 64 bits wide and was 0: an int fills its lower half.
  int: { places: 1, read: ([value]) => Number(BigInt.asIntN(32, value)) },
  size: { places: 1, read: ([value]) => Number(value) },
  address: { places: 1, read: ([value]) => value },
  text: { places: 1, read: ([address], library) => library.readText(address) },
  'allocated text': {
    places: 1,
    read: ([address], library) => {
      const text = library.readText(address);
      library.free(address);
      return text;
    },
  },
  pairs: {
    places: 3,
    read: ([keys, values, count], library) => {
      const texts = (column: bigint): string[] =>
        library.readPointers(column, Number(count)).map((address) => library.readText(address));
      const valueTexts = texts(values);
      return Object.fromEntries(texts(keys).map((key, index) => [key, valueTexts[index] ?? '']));
    },
  },
};

export function resultOf(kind: ResultKind): Result {
  if (kind in VALUES) return VALUES[kind as keyof ValueTypes];
  const { ownership, type, isList } = parseKind(kind);
  if (!isList) {
    return {
      places: 1,
      read: ([address], library, args) =>
        ownership === 'borrowed' ? library.borrow(type, address) : library.own(type, address, args),
    };
  }
  return {
    places: 2,
    read: ([list, count], library, args) => {
      const addresses = library.readPointers(list, Number(count));
      if (ownership === 'borrowed') return addresses.map((address) => library.borrow(type, address));
      if (list !== 0n) library.free(list);
      return addresses.map((address) => library.own(type, address, args));
    },
  };
}

interface ObjectKind {
  readonly ownership: 'borrowed' | 'allocated';
  readonly type: NativeType;
  readonly isList: boolean;
}

function parseKind(kind: ResultKind): ObjectKind {
  const words = kind.split(' ');
  const isList = words.at(-1) === 'list';
  const type = (words.length === 1 ? words[0] : words[1]) as NativeType;
  return { ownership: words[0] === 'borrowed' ? 'borrowed' : 'allocated', type, isList };
}

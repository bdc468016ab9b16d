/** Types of methods as the Objective-C runtime writes them: the result's, the receiver's, the selector's, then each argument's. */

/** In the same order as in memory: both are unsigned and of the machine's word. */
export interface Range {
  readonly location: number;
  readonly length: number;
}

export const RANGE = '{_NSRange=QQ}';

/** What a message gives, by the first of its types. */
export type ResultOf<Encoding extends string> = Encoding extends `v${string}`
  ? undefined
  : Encoding extends `B${string}`
    ? boolean
    : Encoding extends `*${string}`
      ? string
      : Encoding extends `{${string}`
        ? Range
        : Encoding extends `${'q' | 'Q' | 'd' | 'I'}${string}`
          ? number
          : bigint;

const TYPE = /@\?|\^[@v]|\{[^}]*\}|[@#:vqQdBI*]/g;

/**
 * As C types. Objects, classes, selectors, blocks and places for results are pointers; BOOL is a byte everywhere, and NSInteger a long.
 */
const C_TYPES: Readonly<Record<string, string>> = {
  v: 'void',
  B: 'bool',
  q: 'long',
  Q: 'unsigned long',
  I: 'uint32_t',
  d: 'double',
  '*': 'str',
  [RANGE]: 'NSRange',
};
const POINTER = 'void *';

export interface Prototype {
  readonly result: string;
  readonly args: readonly string[];
}

/**
 * One for each signature, never one that takes any arguments: on arm64 those go another way than a method looks for them.
 * @throws RangeError where it is no encoding
 */
export function prototypeOf(encoding: string): Prototype {
  const types = encoding.match(TYPE) ?? [];
  if (types.join('') !== encoding || types[1] !== '@' || types[2] !== ':')
    throw new RangeError(`no types of a method: ${encoding}`);
  const [result = POINTER, ...args] = types.map((type) => C_TYPES[type] ?? POINTER);
  return { result, args };
}

/** Objects of Objective-C from JavaScript: classes, messages, pools and who releases what. */
import { DumontError, messageOf } from '@dumont/protocol';
import { loadKoffi, type Koffi } from '../../load-koffi.ts';
import type { LibraryPaths } from './library-paths.ts';
import { prototypeOf, type ResultOf } from './encoding.ts';
import { MESSAGES, SELECTOR_NAMES, type Selector } from './messages.ts';

type NativeFunction = (...values: unknown[]) => unknown;
/** The address of one; 0 is nil, which answers everything with 0. */
export type ObjectAddress = bigint;

export class ObjectiveC {
  readonly koffi: Koffi;
  readonly #libraries: Readonly<Record<keyof LibraryPaths, ReturnType<Koffi['load']>>>;
  readonly #senders = new Map<string, NativeFunction>();
  readonly #sends = new Map<Selector, (receiver: ObjectAddress, ...values: unknown[]) => unknown>();
  readonly #classes = new Map<string, ObjectAddress>();
  readonly #getClass: NativeFunction;
  readonly #registerName: NativeFunction;
  readonly #pushPool: NativeFunction;
  readonly #popPool: NativeFunction;

  private constructor(koffi: Koffi, paths: LibraryPaths) {
    this.koffi = koffi;
    const load = (name: keyof LibraryPaths) => [name, koffi.load(paths[name])] as const;
    const names = Object.keys(paths) as (keyof LibraryPaths)[];
    this.#libraries = Object.fromEntries(names.map(load)) as Record<
      keyof LibraryPaths,
      ReturnType<Koffi['load']>
    >;
    this.#getClass = this.function('objc', 'objc_getClass', 'void *', ['str']);
    this.#registerName = this.function('objc', 'sel_registerName', 'void *', ['str']);
    this.#pushPool = this.function('messages', 'objc_autoreleasePoolPush', 'void *', []);
    this.#popPool = this.function('messages', 'objc_autoreleasePoolPop', 'void', ['void *']);
  }

  /** @throws DumontError UNIT_UNAVAILABLE where a library is not there */
  static async open(paths: LibraryPaths): Promise<ObjectiveC> {
    try {
      const koffi = await loadKoffi();
      defineRange(koffi);
      return new ObjectiveC(koffi, paths);
    } catch (cause) {
      throw new DumontError('UNIT_UNAVAILABLE', `CoreML cannot be reached here: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  /** A function of C. */
  function(
    library: keyof LibraryPaths,
    name: string,
    result: string,
    args: readonly string[],
  ): NativeFunction {
    return this.#libraries[library].func(name, result, [...args]) as NativeFunction;
  }

  /** @returns the address of exported data */
  symbol(library: keyof LibraryPaths, name: string): bigint {
    return this.#libraries[library].symbol(name) as bigint;
  }

  /** @returns null where this system's version has none of that name */
  findClass(name: string): ObjectAddress | null {
    const known = this.#classes.get(name);
    if (known !== undefined) return known;
    const found = asAddress(this.#getClass(name));
    if (found === 0n) return null;
    this.#classes.set(name, found);
    return found;
  }

  /** @throws DumontError UNIT_UNAVAILABLE */
  class(name: string): ObjectAddress {
    const found = this.findClass(name);
    if (found !== null) return found;
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `CoreML of this version of macOS has no ${name}: a newer one is needed.`,
    );
  }

  /** Whoever does not know a message ends the process: what not every version knows is asked for by `responds` before. */
  send<Name extends Selector>(
    receiver: ObjectAddress,
    selector: Name,
    ...values: readonly unknown[]
  ): ResultOf<(typeof MESSAGES)[Name]> {
    const send = this.#sends.get(selector) ?? this.#prepare(selector);
    return send(receiver, ...values) as ResultOf<(typeof MESSAGES)[Name]>;
  }

  responds(receiver: ObjectAddress, selector: Selector): boolean {
    return this.send(receiver, 'respondsToSelector:', this.#registerName(selector));
  }

  isKind(object: ObjectAddress, className: string): boolean {
    const of = this.findClass(className);
    return of !== null && this.send(object, 'isKindOfClass:', of);
  }

  /** The caller owns it. */
  make(className: string): ObjectAddress {
    return this.send(this.send(this.class(className), 'alloc'), 'init');
  }

  /** Whatever the body makes and nobody holds is gone after it. It must not wait: pools are a stack of the thread's. */
  pool<Result>(body: () => Result): Result {
    const pool = this.#pushPool();
    try {
      return body();
    } finally {
      this.#popPool(pool);
    }
  }

  /** Holds an object until it is disposed of. @param isOwn it came by alloc, new or copy, and so is held already */
  hold(object: ObjectAddress, isOwn = false): HeldObject {
    if (!isOwn) this.send(object, 'retain');
    return new HeldObject(object, () => {
      this.send(object, 'release');
    });
  }

  #prepare(selector: Selector): (receiver: ObjectAddress, ...values: unknown[]) => unknown {
    const encoding = MESSAGES[selector];
    const { result } = prototypeOf(encoding);
    const sender = this.#sender(encoding);
    const name = this.#registerName(SELECTOR_NAMES[selector] ?? selector);
    const read = READ_RESULT[result];
    const send =
      read === undefined
        ? (receiver: ObjectAddress, ...values: unknown[]) => sender(receiver, name, ...values)
        : (receiver: ObjectAddress, ...values: unknown[]) => read(sender(receiver, name, ...values));
    this.#sends.set(selector, send);
    return send;
  }

  #sender(encoding: string): NativeFunction {
    const known = this.#senders.get(encoding);
    if (known !== undefined) return known;
    const { result, args } = prototypeOf(encoding);
    const made = this.function('messages', 'objc_msgSend', result, args);
    this.#senders.set(encoding, made);
    return made;
  }
}

export class HeldObject implements Disposable {
  readonly #object: ObjectAddress;
  #release: (() => void) | null;

  constructor(object: ObjectAddress, release: () => void) {
    this.#object = object;
    this.#release = release;
  }

  /** @throws DumontError INTERNAL where it was released */
  get address(): ObjectAddress {
    if (this.#release === null) throw new DumontError('INTERNAL', 'this object was released before');
    return this.#object;
  }

  [Symbol.dispose](): void {
    this.#release?.();
    this.#release = null;
  }
}

const READ_RESULT: Readonly<Record<string, ((value: unknown) => unknown) | undefined>> = {
  'void *': asAddress,
  long: Number,
  'unsigned long': Number,
  str: (value) => value ?? '',
  NSRange: (value) => {
    const { location, length } = value as Record<'location' | 'length', number | bigint>;
    return { location: Number(location), length: Number(length) };
  },
};

/** koffi gives null for a null pointer. */
export function asAddress(value: unknown): bigint {
  return typeof value === 'bigint' ? value : 0n;
}

let isRangeDefined = false;

/** koffi knows a type by its name, in the whole process. */
function defineRange(koffi: Koffi): void {
  if (!isRangeDefined) koffi.struct('NSRange', { location: 'unsigned long', length: 'unsigned long' });
  isRangeDefined = true;
}

/** OrtApi as JavaScript functions: arguments are checked, statuses become errors, and what comes back has an owner. */
import { DumontError } from '@dumont/protocol';
import { argumentOf } from './arguments.ts';
import type { Foreign, NativeFunction } from './foreign.ts';
import { NativeObject, type NativeType } from './native-object.ts';
import { OrtError } from './ort-error.ts';
import { resultOf, type Library } from './results.ts';
import { ALLOCATOR_FREE, RELEASES, SLOTS, type Calls, type Slot, type SlotName } from './slots.ts';

const POINTER = 'void *';
const MOST_PLACES = 3;

export class OrtApi {
  /** Version of the API, which is the minor version of the library or less. */
  readonly version: number;
  readonly calls: Calls;
  readonly #foreign: Foreign;
  readonly #table: bigint;
  readonly #functions = new Map<number, NativeFunction>();
  readonly #library: Library;

  constructor(foreign: Foreign, table: bigint, version: number) {
    this.version = version;
    this.#foreign = foreign;
    this.#table = table;
    this.#library = this.#openLibrary();
    const names = Object.keys(SLOTS) as SlotName[];
    const calls = names.map((name) => [name, (...args: unknown[]) => this.#call(name, args)]);
    // Each of them takes and gives what its row says: that is checked when it is called.
    this.calls = Object.fromEntries(calls) as Calls;
  }

  /** @returns the bare call of a function that gives a status alone, on arguments that are checked once, now */
  prepare<Name extends SlotName>(name: Name, ...args: Parameters<Calls[Name]>): () => void {
    const values = this.#encode(name, args);
    const native = this.#function(name);
    return () => {
      const status = native(...values);
      if (status !== null) throw this.#takeError(status);
    };
  }

  #call(name: SlotName, args: readonly unknown[]): unknown {
    const { result: kind, gives }: Slot = SLOTS[name];
    const values = this.#encode(name, args);
    const native = this.#function(name);
    const result = resultOf(kind);
    if (gives === 'value') {
      return result.read([asBigInt(native(...values)), 0n, 0n], this.#library, args);
    }
    // Native code leaves alone what it has nothing to write into.
    const places = new BigUint64Array(MOST_PLACES);
    const pointers = Array.from({ length: result.places }, (_, place) => places.subarray(place, place + 1));
    const status = native(...values, ...pointers);
    if (gives === 'status' && status !== null) throw this.#takeError(status);
    const [first = 0n, second = 0n, third = 0n] = places;
    return result.read([first, second, third], this.#library, args);
  }

  #encode(name: SlotName, args: readonly unknown[]): unknown[] {
    const { args: kinds }: Slot = SLOTS[name];
    if (args.length !== kinds.length)
      throw new DumontError('INTERNAL', `${name} takes ${kinds.length} arguments, not ${args.length}`);
    return kinds.flatMap((kind, place) => argumentOf(kind).encode(args[place], this.#foreign.addressOf));
  }

  #function(name: SlotName): NativeFunction {
    const { index, args, result, gives, since }: Slot = SLOTS[name];
    if (since > this.version)
      throw new DumontError(
        'UNIT_UNAVAILABLE',
        `this ONNX Runtime has no ${name}: it came with version 1.${since}`,
      );
    const cTypes = args.flatMap((kind) => argumentOf(kind).cTypes);
    if (gives === 'value') return this.#functionAt(index, result === 'int' ? 'int' : POINTER, cTypes);
    const places = Array.from({ length: resultOf(result).places }, () => POINTER);
    return this.#functionAt(index, gives === 'status' ? POINTER : 'void', [...cTypes, ...places]);
  }

  #functionAt(index: number, result: string, args: readonly string[]): NativeFunction {
    const known = this.#functions.get(index);
    if (known !== undefined) return known;
    const pointerSize = BigInt(BigUint64Array.BYTES_PER_ELEMENT);
    const [address] = this.#foreign.readPointers(this.#table + BigInt(index) * pointerSize, 1);
    if (address === undefined || address === 0n)
      throw new DumontError(
        'UNIT_UNAVAILABLE',
        `this ONNX Runtime has nothing in the slot ${index} of its API`,
      );
    const made = this.#foreign.functionAt(address, result, args);
    this.#functions.set(index, made);
    return made;
  }

  #takeError(status: unknown): OrtError {
    const owned = this.#library.own('OrtStatus', asBigInt(status), []) as NativeObject<'OrtStatus'>;
    try {
      return new OrtError(this.calls.GetErrorCode(owned), this.calls.GetErrorMessage(owned));
    } finally {
      owned[Symbol.dispose]();
    }
  }

  #openLibrary(): Library {
    const foreign = this.#foreign;
    return {
      readText: foreign.readText,
      readPointers: foreign.readPointers,
      free: (address) => {
        const { address: allocator } = this.calls.GetAllocatorWithDefaultOptions();
        const status = this.#functionAt(ALLOCATOR_FREE, POINTER, [POINTER, POINTER])(allocator, address);
        if (status !== null) throw this.#takeError(status);
      },
      own: (type, address, madeOf) => new NativeObject(type, address, this.#releaseOf(type), madeOf),
      borrow: (type, address) => new NativeObject(type, address, null, []),
    };
  }

  #releaseOf(type: NativeType): (address: bigint) => void {
    const index = RELEASES[type];
    if (index === undefined) throw new DumontError('INTERNAL', `nothing releases an ${type}`);
    const release = this.#functionAt(index, 'void', [POINTER]);
    return (address) => {
      release(address);
    };
  }
}

/** koffi gives null for a null pointer, and a number for an int. */
function asBigInt(value: unknown): bigint {
  return typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : 0n;
}

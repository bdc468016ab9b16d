/** koffi, as far as ONNX Runtime's library needs it: memory behind addresses, and functions behind them. */
import { loadKoffi } from '../../load-koffi.ts';
import { unavailable } from './unavailable.ts';

export type NativeFunction = (...values: unknown[]) => unknown;

export interface Foreign {
  /** @returns what the exported function without arguments gives: an address */
  readonly callExported: (library: string, name: string) => bigint;
  /** @param result and args as C types */
  readonly functionAt: (address: bigint, result: string, args: readonly string[]) => NativeFunction;
  readonly readPointers: (address: bigint, count: number) => readonly bigint[];
  readonly readText: (address: bigint) => string;
  /** @returns a copy */
  readonly readBytes: (address: bigint, length: number) => Uint8Array<ArrayBuffer>;
  readonly addressOf: (buffer: Uint8Array) => bigint;
}

let loading: Promise<Foreign> | undefined;

/** @throws DumontError UNIT_UNAVAILABLE where koffi has no binary for this machine */
export function loadForeign(): Promise<Foreign> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Foreign> {
  const koffi = await loadKoffi().catch((cause: unknown) => {
    throw unavailable('koffi, which calls it, does not load here', cause);
  });
  const handles: object[] = [];
  const pointerAt = (address: bigint, index: number): bigint =>
    BigInt(koffi.decode(address, index * koffi.sizeof('void *'), 'uintptr_t') as number | bigint);
  return {
    callExported: (path, name) => {
      const library = koffi.load(path);
      // koffi unloads a library once its handle is collected, though pointers into it are still in use.
      handles.push(library);
      return library.func(name, 'void *', [])() as bigint;
    },
    functionAt: (address, result, args) =>
      koffi.decode(address, koffi.proto(result, [...args])) as NativeFunction,
    readPointers: (address, count) => Array.from({ length: count }, (_, index) => pointerAt(address, index)),
    readText: (address) => (address === 0n ? '' : koffi.decode.string(address)),
    readBytes: (address, length) =>
      length === 0 ? new Uint8Array(0) : new Uint8Array(koffi.view(address, length)).slice(),
    addressOf: (buffer) => koffi.address(buffer),
  };
}

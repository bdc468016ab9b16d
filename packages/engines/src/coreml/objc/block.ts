/** Blocks: functions that Objective-C calls back, built by hand as its compilers build those that hold nothing. */
import { asAddress, type ObjectAddress, type ObjectiveC } from './objective-c.ts';

/** Global: a copy of it is itself, and nobody counts who holds it. */
const IS_GLOBAL = 1n << 28n;
const BLOCK_BYTES = 32n;

export interface Block extends Disposable {
  readonly address: bigint;
}

/** The thread that called a block may look at it after that: 48 bytes each, as long as the process lives. */
const kept: BigUint64Array[] = [];

/**
 * @param args of the function as C types
 * @param body is called on this thread, while the event loop turns where another thread calls it. What it throws is lost: it must not
 */
export function makeBlock(
  objc: ObjectiveC,
  args: readonly string[],
  body: (...values: unknown[]) => void,
): Block {
  const { koffi } = objc;
  const type = koffi.pointer(koffi.proto('void', ['void *', ...args]));
  const invoke = koffi.register((_: unknown, ...values: unknown[]) => {
    body(...values);
  }, type);
  const descriptor = BigUint64Array.of(0n, BLOCK_BYTES);
  const isa = objc.symbol('system', '_NSConcreteGlobalBlock');
  const block = BigUint64Array.of(isa, IS_GLOBAL, invoke, koffi.address(descriptor));
  kept.push(descriptor, block);
  return {
    address: koffi.address(block),
    [Symbol.dispose]: () => {
      koffi.unregister(invoke);
    },
  };
}

export interface Completion {
  /** Nil where it failed. Lives until the reader returns. */
  readonly object: ObjectAddress;
  readonly error: ObjectAddress;
}

/** A callback that is awaited does not keep the process alive. */
const LONG_MS = 2 ** 30;

/**
 * Sends a message that answers by a completion handler of (object, NSError).
 * @param read called once, with what lives no longer than it runs
 */
export async function completionOf<Result>(
  objc: ObjectiveC,
  send: (handler: bigint) => void,
  read: (completion: Completion) => Result,
): Promise<Result> {
  const alive = setInterval(() => undefined, LONG_MS);
  const { promise, resolve } = Promise.withResolvers<Completed<Result>>();
  const block = makeBlock(objc, ['void *', 'void *'], (object, error) => {
    resolve(attempt(() => objc.pool(() => read({ object: asAddress(object), error: asAddress(error) }))));
  });
  try {
    objc.pool(() => {
      send(block.address);
    });
    const completed = await promise;
    // Not while its call has still to return.
    await new Promise(setImmediate);
    if ('cause' in completed) throw completed.cause;
    return completed.result;
  } finally {
    clearInterval(alive);
    block[Symbol.dispose]();
  }
}

type Completed<Result> = { readonly result: Result } | { readonly cause: unknown };

function attempt<Result>(body: () => Result): Completed<Result> {
  try {
    return { result: body() };
  } catch (cause) {
    return { cause };
  }
}

/** Whether the library does what the table of slots believes, found out before anything depends on it. */
import { isDeepStrictEqual } from 'node:util';
import type { Tensor } from '../../tensor.ts';
import { OrtError } from './ort-error.ts';
import { releasing } from '../../owner.ts';
import type { NativeRuntime } from './runtime.ts';
import { NativeApiUnavailable } from './unavailable.ts';
import { makeValue, readValue } from './values.ts';

const NUMBERS: Tensor = { dtype: 'int16', shape: [2, 3], data: Int16Array.of(1, -2, 3, -4, 5, -6) };
const TEXTS: Tensor = { dtype: 'string', shape: [2], data: ['a', 'bç'] };
const SEQUENCE = 2;

/**
 * Tensors go in and come back, and a mistake comes back as a status with its text. No session is made: the process's first one is
 * slower than the next, and it is the one whose loading is measured.
 * @throws NativeApiUnavailable
 */
export function checkTable(runtime: NativeRuntime): void {
  for (const tensor of [NUMBERS, TEXTS]) {
    const back = releasing((owner) => readValue(runtime, 'x', owner.own(makeValue(runtime, tensor))));
    if (!isDeepStrictEqual(back, tensor)) throw unlike(runtime, 'a tensor came back as another');
  }
  try {
    runtime.calls.CreateValue([], SEQUENCE);
  } catch (cause) {
    if (cause instanceof OrtError && cause.message.includes('at least 1')) return;
    throw cause;
  }
  throw unlike(runtime, 'a mistake was accepted');
}

function unlike({ libraryPath, version }: NativeRuntime, what: string): NativeApiUnavailable {
  return new NativeApiUnavailable(`${libraryPath} (version ${version}) is not as expected: ${what}`);
}

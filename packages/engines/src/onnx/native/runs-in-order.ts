/** For providers that run one node after the other, and keep no pattern of the memory that a run takes. */
import { DumontError } from '@dumont/protocol';
import type { NativeObject } from './native-object.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import type { NativeRuntime } from './runtime.ts';

/** @throws DumontError USAGE where the user asked for the opposite */
export function runsInOrder(
  { calls }: NativeRuntime,
  made: NativeObject<'OrtSessionOptions'>,
  { unit, executionMode, memoryPattern }: NativeSessionOptions,
): void {
  if (executionMode === 'parallel' || memoryPattern === true) {
    const asked = executionMode === 'parallel' ? '--execution-mode parallel' : '--memory-pattern on';
    throw new DumontError('USAGE', `${unit} cannot be run with ${asked}: leave that out`);
  }
  calls.DisableMemPattern(made);
}

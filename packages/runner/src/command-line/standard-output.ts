/** Standard output as a place for results: awaited, with its own two ways to fail. */
import type { Writable } from 'node:stream';
import { DumontError } from '@dumont/protocol';
import { describeSystemError, errorCode } from '../host/system-error.ts';

export interface StandardOutput {
  /** @throws DumontError OUTPUT_FAILED where the device takes no more */
  write(text: string): Promise<void>;
  /** True once the reader has gone, as `head` does. Nothing more is written then. */
  readonly closed: boolean;
}

/** @param onClosed called once when the reader has gone */
export function openStandardOutput(stream: Writable, onClosed: () => void): StandardOutput {
  let closed = false;
  // Without a listener, Node would end the process with a stack. The write's own callback reports the rest.
  stream.on('error', (error) => {
    if (errorCode(error) !== 'EPIPE' || closed) return;
    closed = true;
    onClosed();
  });
  const write = async (text: string): Promise<void> => {
    if (closed || text === '') return;
    const failure = await new Promise<Error | undefined>((resolve) => {
      stream.write(text, (error) => {
        resolve(error ?? undefined);
      });
    });
    if (failure === undefined || errorCode(failure) === 'EPIPE') return;
    const message = `Cannot write to standard output: ${describeSystemError(failure)}.`;
    throw new DumontError('OUTPUT_FAILED', message, { cause: failure });
  };
  return {
    write,
    get closed() {
      return closed;
    },
  };
}

/** The body of a response into a file: counted, capped, and given up on when nothing comes any more. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TransferError } from './download-error.ts';

export interface Reception {
  readonly signal: AbortSignal;
  readonly limits: { readonly maxBytes: number; readonly idleMs: number };
  readonly onProgress: ((receivedBytes: number, totalBytes: number | null) => void) | undefined;
}

/** @throws TransferError, or what the connection or the disk threw; the file may then be there in part */
export async function receiveFile(
  response: Response,
  path: string,
  { signal, limits, onProgress }: Reception,
): Promise<void> {
  const length = declaredLength(response.headers);
  if (length !== null && length > limits.maxBytes) {
    await response.body?.cancel();
    throw tooLarge(limits.maxBytes);
  }
  if (response.body === null) throw new TransferError('the server sent no file');
  const idle = new AbortController();
  const timer = setTimeout(() => {
    idle.abort(new TransferError(`nothing arrived for ${limits.idleMs} ms`, { retryable: true }));
  }, limits.idleMs);
  let received = 0;
  try {
    await pipeline(
      Readable.fromWeb(response.body),
      async function* count(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          timer.refresh();
          received += chunk.length;
          if (received > limits.maxBytes) throw tooLarge(limits.maxBytes);
          onProgress?.(received, length);
          yield chunk;
        }
      },
      createWriteStream(path, { flags: 'wx' }),
      { signal: AbortSignal.any([signal, idle.signal]) },
    );
  } catch (error) {
    idle.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  if (received === 0) throw new TransferError('the file is empty');
  if (length !== null && received !== length) {
    throw new TransferError(`${received} of ${length} bytes arrived`, { retryable: true });
  }
}

/** @returns `null` where the server does not say */
function declaredLength(headers: Headers): number | null {
  const text = headers.get('content-length');
  return text === null || headers.has('content-encoding') || !/^\d+$/.test(text) ? null : Number(text);
}

function tooLarge(maxBytes: number): TransferError {
  return new TransferError(`the file is larger than the limit of ${Math.round(maxBytes / 2 ** 20)} MB`);
}

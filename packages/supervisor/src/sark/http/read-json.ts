/** Reads an answer that may be of any size and anything at all. */
import { parseForeignJson } from '@dumont/protocol';

const MAX_BYTES = 2 ** 20;
/** A job with its result has about a hundred values. */
const BOUNDS = { depth: 16, values: 10_000 };

/**
 * @returns parsed JSON, null where the answer is empty, undefined where it is something else or holds too much
 * @throws RangeError past 1 MB; the signal's reason as soon as it is aborted
 */
export async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  const reader = response.body?.getReader();
  if (reader === undefined) return null;
  // Whoever reads is not left waiting, whatever becomes of the connection.
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const text = await readText(reader, signal);
    return text === '' ? null : parseForeignJson(text, BOUNDS);
  } finally {
    signal.removeEventListener('abort', stop);
    // Of what is too large, the rest is not fetched.
    stop();
  }
}

async function readText(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) return Buffer.concat(chunks).toString('utf8');
    bytes += value.length;
    if (bytes > MAX_BYTES) throw new RangeError(`the answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(value);
  }
}

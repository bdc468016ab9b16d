/** Reads an answer that may be of any size and anything at all. */
import { parseJson } from '@dumont/protocol';

const MAX_BYTES = 2 ** 20;

/** @returns parsed JSON, undefined where it is none @throws RangeError past 1 MB */
export async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new RangeError(`the answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return parseJson(Buffer.concat(chunks).toString('utf8'));
}

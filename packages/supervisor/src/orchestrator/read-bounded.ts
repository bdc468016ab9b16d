/** Reads an answer that may be of any size and anything at all. */
import { parseForeignJson } from '@dumont/protocol';

const MAX_BYTES = 2 ** 20;
/** A job with its result has about a hundred values. */
const BOUNDS = { depth: 16, values: 10_000 };

/** @returns parsed JSON, undefined where it is none or holds too much @throws RangeError past 1 MB */
export async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = response.body ?? [];
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new RangeError(`the answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return parseForeignJson(Buffer.concat(chunks).toString('utf8'), BOUNDS);
}

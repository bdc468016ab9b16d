/** What a file hashes to. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** @returns SHA-256, in lower case hexadecimal */
export async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await feedFile(hash, path, signal);
  return hash.digest('hex');
}

/** The whole file goes into the hash. */
export async function feedFile(hash: Hash, path: string, signal: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) hash.update(chunk);
}

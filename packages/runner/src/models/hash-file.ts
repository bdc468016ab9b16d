/** What a file hashes to, read through an open descriptor: it is that file, whatever its path leads to meanwhile. */
import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { DumontError } from '@dumont/protocol';
import { isSettled, versionKey, type FileVersion } from './file-version.ts';

/** Opening a pipe must not wait for its writer. Windows has neither flag, and what is undefined adds nothing. */
export const READ = constants.O_RDONLY | constants.O_NONBLOCK;
export const READ_NO_LINK = READ | constants.O_NOFOLLOW;

const CHUNK_BYTES = 2 ** 20;
/** A file that somebody writes to all the time. */
const MOST_TRIES = 3;
const MOST_REMEMBERED = 20_000;

/** What was read of which version: a comparison takes tens of benchmarks of the same gigabytes. */
const remembered = new Map<string, string>();

export interface HashedFile {
  /** In lower case hexadecimal. */
  readonly sha256: string;
  /** What the file was like then. */
  readonly version: FileVersion;
  /** Whether a file of this version is certain to hash to the same. */
  readonly isSettled: boolean;
}

/** @param path to be no link @throws DumontError MODEL_CHANGED where it is being written to; the signal's reason where it was aborted */
export async function hashFile(path: string, signal: AbortSignal): Promise<HashedFile> {
  const handle = await open(path, READ_NO_LINK);
  try {
    return await hashOpenFile(handle, signal);
  } finally {
    await handle.close();
  }
}

/** Reads it only where it has not been read as it is now. @param onRead told of each piece @throws as `hashFile` does */
export async function hashOpenFile(
  handle: FileHandle,
  signal: AbortSignal,
  onRead?: (bytes: number) => void,
): Promise<HashedFile> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const version = await handle.stat({ bigint: true });
    const settled = isSettled(version, Date.now());
    const key = versionKey(version);
    const known = remembered.get(key);
    if (known !== undefined) return { sha256: known, version, isSettled: true };
    const hash = createHash('sha256');
    await feedFile(hash, handle, signal, onRead);
    if (versionKey(await handle.stat({ bigint: true })) !== key) continue;
    const sha256 = hash.digest('hex');
    if (settled) remember(key, sha256);
    return { sha256, version, isSettled: settled };
  }
  throw new DumontError('MODEL_CHANGED', 'The file is being written to while it is read.');
}

/** The whole file goes into the hash. */
export async function feedFile(
  hash: Hash,
  handle: FileHandle,
  signal: AbortSignal,
  onRead?: (bytes: number) => void,
): Promise<void> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; ;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position);
    if (bytesRead === 0) return;
    hash.update(chunk.subarray(0, bytesRead));
    position += bytesRead;
    onRead?.(bytesRead);
  }
}

function remember(key: string, sha256: string): void {
  const [oldest] = remembered.keys();
  if (remembered.size === MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, sha256);
}

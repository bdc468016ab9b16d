/** Unpacks a zip archive that may be anybody's: nothing leaves the folder, and no more is written than the archive says beforehand. */
import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { errorCode } from '../host/system-error.ts';
import { ArchiveError } from './archive-error.ts';
import {
  contentOffset,
  findDirectory,
  HEADER_BYTES,
  MAX_END_BYTES,
  readDirectory,
  refuseOverlaps,
  type ZipEntry,
} from './zip-directory.ts';

export interface UnpackLimits {
  readonly files: number;
  /** Of all files together, unpacked. */
  readonly bytes: number;
  /** How many times as large a file may be as what the archive holds of it. */
  readonly ratio: number;
}

/** The compression of small files is nobody's concern: all of them together are within the limits. */
const SMALL_BYTES = 2 ** 20;

/** The directory is read into memory: so much is enough for 65,534 files with long names. */
const MAX_DIRECTORY_BYTES = 16 * 2 ** 20;
const CHUNK_BYTES = 2 ** 20;

/** @returns what is in it @throws ArchiveError where it is damaged, beyond the limits, or not for us to unpack */
export async function listArchive(archive: FileHandle, limits: UnpackLimits): Promise<ZipEntry[]> {
  const { size } = await archive.stat();
  const tail = await readAt(archive, Math.max(0, size - MAX_END_BYTES), Math.min(size, MAX_END_BYTES));
  const place = findDirectory(tail, size);
  if (place.entries > limits.files) throw new ArchiveError(`has more than ${limits.files} files`);
  if (place.bytes > MAX_DIRECTORY_BYTES) throw new ArchiveError('has a directory that is too large');
  const entries = readDirectory(await readAt(archive, place.offset, place.bytes), place);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes > limits.bytes)
    throw new ArchiveError(`unpacks to more than ${Math.ceil(limits.bytes / 2 ** 20)} MB`);
  refuseOverlaps(entries);
  const bomb = entries.find(
    (entry) => entry.bytes > Math.max(SMALL_BYTES, limits.ratio * entry.compressedBytes),
  );
  if (bomb !== undefined)
    throw new ArchiveError(
      `holds ${JSON.stringify(bomb.name)}, which unpacks to more than ${limits.ratio} times its size`,
    );
  return entries;
}

/**
 * @param folder the caller's own, with none of these files in it
 * @returns the SHA-256 of each file by its name, in lower case hexadecimal
 * @throws ArchiveError where an entry is not what the directory says of it; the signal's reason where it was aborted
 */
export async function unpackEntries(
  archive: FileHandle,
  entries: readonly ZipEntry[],
  folder: string,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const entry of entries) {
    const place = path.join(folder, entry.name);
    await mkdir(entry.isFolder ? place : path.dirname(place), { recursive: true, mode: 0o700 });
    if (!entry.isFolder) digests.set(entry.name, await unpackEntry(archive, entry, place, signal));
  }
  return digests;
}

async function unpackEntry(
  archive: FileHandle,
  entry: ZipEntry,
  place: string,
  signal: AbortSignal,
): Promise<string> {
  const content = readContent(archive, entry);
  const hash = createHash('sha256');
  // Not over another of the archive's own.
  const file = createWriteStream(place, { flags: 'wx', mode: 0o600 });
  const checked = (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> => check(entry, chunks, hash);
  try {
    if (entry.method === 'stored') await pipeline(content, checked, file, { signal });
    else await pipeline(content, createInflateRaw(), checked, file, { signal });
    return hash.digest('hex');
  } catch (error) {
    throw errorCode(error)?.startsWith('Z_') === true ? damaged(entry) : error;
  }
}

async function* readContent(
  archive: FileHandle,
  { headerOffset, compressedBytes }: ZipEntry,
): AsyncGenerator<Buffer> {
  const start = headerOffset + contentOffset(await readAt(archive, headerOffset, HEADER_BYTES));
  for (let done = 0; done < compressedBytes;) {
    const chunk = await readAt(archive, start + done, Math.min(CHUNK_BYTES, compressedBytes - done));
    if (chunk.length === 0) return;
    yield chunk;
    done += chunk.length;
  }
}

async function* check(entry: ZipEntry, chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  let bytes = 0;
  let checksum = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > entry.bytes) break;
    checksum = crc32(chunk, checksum);
    hash.update(chunk);
    yield chunk;
  }
  if (bytes === entry.bytes && checksum === entry.crc32) return;
  throw damaged(entry);
}

function damaged({ name }: ZipEntry): ArchiveError {
  return new ArchiveError(`is damaged: ${JSON.stringify(name)} is not what its directory says`);
}

/** @returns fewer bytes where the file ends before */
async function readAt(archive: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await archive.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * What is in a zip archive, by its central directory (PKWARE's APPNOTE.TXT, 4.3): of ordinary archives, without zip64,
 * encryption or links. Pure.
 */
import { ArchiveError } from './archive-error.ts';

export interface ZipEntry {
  /** Relative, with `/` between its parts, and leading nowhere else. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly method: 'stored' | 'deflated';
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  /** Where its own header begins, in bytes. */
  readonly headerOffset: number;
}

export interface DirectoryPlace {
  readonly entries: number;
  readonly offset: number;
  readonly bytes: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
/** The end of the directory is within so many bytes of the file's. */
export const MAX_END_BYTES = END_BYTES + MAX_COMMENT_BYTES;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const HEADER_SIGNATURE = 0x04034b50;
export const HEADER_BYTES = 30;

/** What stands where zip64's own records hold the number. */
const IN_ZIP64_16 = 0xffff;
const IN_ZIP64_32 = 0xffffffff;

const ENCRYPTED = 0x1;
const METHODS: Readonly<Record<number, ZipEntry['method']>> = { 0: 'stored', 8: 'deflated' };

/** The kind of file in the mode that Unix programs keep in an entry. */
const KIND_MASK = 0o170000;
const KINDS: readonly number[] = [0, 0o100000, 0o040000];

/** @param tail the file's last bytes, `MAX_END_BYTES` of them where it has so many @param fileBytes its size @throws ArchiveError */
export function findDirectory(tail: Buffer, fileBytes: number): DirectoryPlace {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    const isEnd = tail.readUInt32LE(at) === END_SIGNATURE;
    if (isEnd && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) {
      return readEnd(tail.subarray(at), fileBytes - tail.length + at);
    }
  }
  throw new ArchiveError('is no zip archive, or not all of one');
}

/** @param endOffset where the record begins in the file */
function readEnd(end: Buffer, endOffset: number): DirectoryPlace {
  const entries = end.readUInt16LE(10);
  const bytes = end.readUInt32LE(12);
  const offset = end.readUInt32LE(16);
  if (entries === IN_ZIP64_16 || bytes === IN_ZIP64_32 || offset === IN_ZIP64_32) {
    throw new ArchiveError('has 65,535 files or 4 GB and more (zip64), which is not supported');
  }
  if (offset + bytes > endOffset) throw new ArchiveError('has a directory that lies outside of it');
  return { entries, offset, bytes };
}

/** @throws ArchiveError where an entry is not for us to unpack */
export function readDirectory(directory: Buffer, { entries }: DirectoryPlace): ZipEntry[] {
  const found: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < entries; index++) {
    const fixed = directory.subarray(at, at + ENTRY_BYTES);
    if (fixed.length < ENTRY_BYTES || fixed.readUInt32LE(0) !== ENTRY_SIGNATURE) throw damaged();
    const nameBytes = fixed.readUInt16LE(28);
    const name = directory.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
    if (name.length < nameBytes) throw damaged();
    found.push(readEntry(fixed, decodeName(name)));
    at += ENTRY_BYTES + nameBytes + fixed.readUInt16LE(30) + fixed.readUInt16LE(32);
  }
  return found;
}

/** Content that several entries share unpacks to many times the archive. @throws ArchiveError */
export function refuseOverlaps(entries: readonly ZipEntry[]): void {
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.headerOffset - b.headerOffset)) {
    if (entry.headerOffset < end) throw damaged();
    end = entry.headerOffset + HEADER_BYTES + Buffer.byteLength(entry.name) + entry.compressedBytes;
  }
}

/** @param header the bytes from an entry's own header on @returns where its content begins, from there @throws ArchiveError */
export function contentOffset(header: Buffer): number {
  if (header.length < HEADER_BYTES || header.readUInt32LE(0) !== HEADER_SIGNATURE) throw damaged();
  return HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function readEntry(fixed: Buffer, name: string): ZipEntry {
  const refuse = (what: string): ArchiveError => new ArchiveError(`holds ${JSON.stringify(name)}, ${what}`);
  if ((fixed.readUInt16LE(8) & ENCRYPTED) !== 0) throw refuse('which is encrypted');
  const method = METHODS[fixed.readUInt16LE(10)];
  if (method === undefined) throw refuse('which is compressed by a method that is not supported');
  const kind = (fixed.readUInt32LE(38) >>> 16) & KIND_MASK;
  if (!KINDS.includes(kind)) throw refuse('which is a link or a special file');
  const isFolder = name.endsWith('/');
  if (!isInside(isFolder ? name.slice(0, -1) : name)) throw refuse('which would lie outside of its folder');
  const headerOffset = fixed.readUInt32LE(42);
  const compressedBytes = fixed.readUInt32LE(20);
  const bytes = fixed.readUInt32LE(24);
  if ([headerOffset, compressedBytes, bytes].includes(IN_ZIP64_32)) throw refuse('of 4 GB or more (zip64)');
  return { name, isFolder, method, compressedBytes, bytes, crc32: fixed.readUInt32LE(16), headerOffset };
}

/** Whether a name is one of a file below a folder, on every system: no drive, no stream of Windows', no way up. */
function isInside(name: string): boolean {
  return name.split('/').every((part) => !['', '.', '..'].includes(part) && !/[\\:\0]/.test(part));
}

function decodeName(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ArchiveError('holds a file whose name is not UTF-8');
  }
}

function damaged(): ArchiveError {
  return new ArchiveError('is damaged: its directory does not fit its content');
}

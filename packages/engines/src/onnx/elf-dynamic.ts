/** Which other libraries a shared library of Linux needs, by its dynamic section (System V ABI, chapter 5). Nothing is loaded. */
import { closeSync, openSync, readSync } from 'node:fs';

export interface DynamicSection {
  /** Names such as `libcudart.so.13`, in the loader's order. */
  readonly needed: readonly string[];
  /** Where the loader looks before LD_LIBRARY_PATH (RPATH), and after it (RUNPATH); as they stand there. */
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
}

/** @returns fewer bytes where the file ends before */
export type ReadAt = (position: number, length: number) => Buffer;

const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const ENTRY_BYTES = 16;
const MAGIC = 0x7f454c46;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const LOADED = 1;
const DYNAMIC = 2;
const TAGS = { needed: 1, strings: 5, rpath: 15, runpath: 29 } as const;
/** Far above what any library has: what says more is damaged, or meant to cost time. */
const MOST_SEGMENTS = 256;
const MOST_ENTRIES = 4096;
const MAX_NAME_BYTES = 4096;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/** @returns null where it is no such library of 64 bits, or damaged @throws the system's own error */
export function readDynamicSection(file: string): DynamicSection | null {
  const descriptor = openSync(file, 'r');
  try {
    return dynamicSectionOf((position, length) => {
      if (!Number.isSafeInteger(position)) return Buffer.alloc(0);
      const buffer = Buffer.alloc(length);
      return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
    });
  } finally {
    closeSync(descriptor);
  }
}

export function dynamicSectionOf(readAt: ReadAt): DynamicSection | null {
  const segments = readSegments(readAt);
  const dynamic = segments?.find(({ type }) => type === DYNAMIC);
  if (segments === undefined || dynamic === undefined) return null;
  const entries = readEntries(readAt(dynamic.offset, Math.min(dynamic.bytes, MOST_ENTRIES * ENTRY_BYTES)));
  const table = entries.find(({ tag }) => tag === TAGS.strings);
  const strings = table === undefined ? null : offsetOf(segments, table.value);
  if (strings === null) return null;
  const textsOf = (wanted: number): string[] =>
    entries.flatMap(({ tag, value }) => (tag === wanted ? [readName(readAt, strings + value)] : []));
  const pathsOf = (wanted: number): string[] =>
    textsOf(wanted).flatMap((text) => text.split(':').filter((path) => path !== ''));
  return { needed: textsOf(TAGS.needed), rpath: pathsOf(TAGS.rpath), runpath: pathsOf(TAGS.runpath) };
}

function readSegments(readAt: ReadAt): Segment[] | undefined {
  const header = readAt(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || header.readUInt32BE(0) !== MAGIC) return undefined;
  if (header[4] !== CLASS_64 || header[5] !== LITTLE_ENDIAN) return undefined;
  const count = header.readUInt16LE(56);
  if (header.readUInt16LE(54) !== SEGMENT_BYTES || count > MOST_SEGMENTS) return undefined;
  const table = readAt(Number(header.readBigUInt64LE(32)), count * SEGMENT_BYTES);
  if (table.length < count * SEGMENT_BYTES) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const at = index * SEGMENT_BYTES;
    return {
      type: table.readUInt32LE(at),
      offset: Number(table.readBigUInt64LE(at + 8)),
      address: Number(table.readBigUInt64LE(at + 16)),
      bytes: Number(table.readBigUInt64LE(at + 32)),
    };
  });
}

function readEntries(section: Buffer): { tag: number; value: number }[] {
  return Array.from({ length: Math.floor(section.length / ENTRY_BYTES) }, (_, index) => ({
    tag: Number(section.readBigInt64LE(index * ENTRY_BYTES)),
    value: Number(section.readBigUInt64LE(index * ENTRY_BYTES + 8)),
  }));
}

/** The section names places in memory; the segments say where these lie in the file. */
function offsetOf(segments: readonly Segment[], address: number): number | null {
  const around = segments.find(
    (segment) =>
      segment.type === LOADED && address >= segment.address && address < segment.address + segment.bytes,
  );
  return around === undefined ? null : around.offset + address - around.address;
}

function readName(readAt: ReadAt, position: number): string {
  const bytes = readAt(position, MAX_NAME_BYTES);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

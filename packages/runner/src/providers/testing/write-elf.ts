/** The smallest shared libraries that say what they need: a header, one segment in memory, its dynamic section and its strings. */

const MACHINES: Readonly<Partial<Record<string, number>>> = { x64: 62, arm64: 183 };
const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const DYNAMIC_AT = HEADER_BYTES + 2 * SEGMENT_BYTES;
/** Where the segment is said to lie in memory. */
const ADDRESS = 0x10000;

export interface ElfFile {
  readonly needed: readonly string[];
  readonly rpath?: string;
  readonly runpath?: string;
}

export function writeElf({ needed, rpath, runpath }: ElfFile): Buffer {
  const strings: Buffer[] = [Buffer.alloc(1)];
  const place = (text: string): number => {
    const at = strings.reduce((sum, { length }) => sum + length, 0);
    strings.push(Buffer.from(`${text}\0`));
    return at;
  };
  const entries: [tag: number, value: number][] = [
    ...needed.map((name): [number, number] => [1, place(name)]),
    ...(rpath === undefined ? [] : [[15, place(rpath)] as [number, number]]),
    ...(runpath === undefined ? [] : [[29, place(runpath)] as [number, number]]),
  ];
  const stringsAt = DYNAMIC_AT + (entries.length + 2) * 16;
  entries.push([5, ADDRESS + stringsAt], [0, 0]);
  const dynamic = Buffer.alloc(entries.length * 16);
  for (const [index, [tag, value]] of entries.entries()) {
    dynamic.writeBigUInt64LE(BigInt(tag), index * 16);
    dynamic.writeBigUInt64LE(BigInt(value), index * 16 + 8);
  }
  const table = Buffer.concat(strings);
  const bytes = stringsAt + table.length;
  return Buffer.concat([
    header(),
    segment(1, 0, bytes),
    segment(2, DYNAMIC_AT, dynamic.length),
    dynamic,
    table,
  ]);
}

function header(): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('\x7fELF', 'latin1');
  bytes.set([2, 1, 1], 4);
  bytes.writeUInt16LE(3, 16);
  bytes.writeUInt16LE(MACHINES[process.arch] ?? 0, 18);
  bytes.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  bytes.writeUInt16LE(SEGMENT_BYTES, 54);
  bytes.writeUInt16LE(2, 56);
  return bytes;
}

function segment(type: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(SEGMENT_BYTES);
  bytes.writeUInt32LE(type, 0);
  bytes.writeBigUInt64LE(BigInt(offset), 8);
  bytes.writeBigUInt64LE(BigInt(ADDRESS + offset), 16);
  bytes.writeBigUInt64LE(BigInt(length), 32);
  return bytes;
}

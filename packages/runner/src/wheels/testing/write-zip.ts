/** Zip archives as anybody may write them, right or wrong. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  /** What is said of it instead of the truth. */
  readonly bytes?: number;
  readonly crc32?: number;
  readonly flags?: number;
  readonly method?: number;
  /** As `stat` gives it. */
  readonly mode?: number;
}

export const RECORD = 'sample-1.0.dist-info/RECORD';

/** @param record what it says instead of the truth */
export function writeWheel(files: readonly ZipFile[], record = recordFor(files)): Buffer {
  return writeZip([...files, { name: RECORD, content: record }]);
}

export function recordFor(files: readonly ZipFile[]): string {
  const lines = files
    .filter(({ name }) => !name.endsWith('/'))
    .map(({ name, content }) => {
      const digest = createHash('sha256').update(content).digest('base64url');
      return `${/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name},sha256=${digest},${Buffer.byteLength(content)}\n`;
    });
  return `${lines.join('')}${RECORD},,\n`;
}

/** What lies in a folder, from its own name on. */
export function zipFolder(folder: string): Buffer {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return writeZip(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .map((file) => ({
        name: path.relative(path.dirname(folder), file).replaceAll(path.sep, '/'),
        content: readFileSync(file),
      })),
  );
}

export function writeZip(files: readonly ZipFile[]): Buffer {
  const contents: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { name, data, fields } = encode(file);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    fields.copy(header, 4);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    fields.copy(entry, 6);
    entry.writeUInt32LE(((file.mode ?? 0o100644) * 2 ** 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    contents.push(header, name, data);
    directory.push(entry, name);
    offset += header.length + name.length + data.length;
  }
  return Buffer.concat([...contents, ...directory, endOf(files.length, Buffer.concat(directory), offset)]);
}

/** The fields that stand in both headers alike, from the version that is needed on. */
function encode(file: ZipFile): { name: Buffer; data: Buffer; fields: Buffer } {
  const content = Buffer.from(file.content);
  const name = Buffer.from(file.name);
  const data = file.stored === true ? content : deflateRawSync(content);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(file.flags ?? 0, 2);
  fields.writeUInt16LE(file.method ?? (file.stored === true ? 0 : 8), 4);
  fields.writeUInt32LE(file.crc32 ?? crc32(content), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(file.bytes ?? content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return { name, data, fields };
}

function endOf(files: number, directory: Buffer, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files, 8);
  end.writeUInt16LE(files, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

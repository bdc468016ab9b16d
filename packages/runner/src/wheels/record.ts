/** The list of its files that every wheel carries with their checksums (PyPA's "Binary distribution format": RECORD). Pure. */
import { ArchiveError } from '../archives/archive-error.ts';

/** It is read whole. */
export const MAX_RECORD_BYTES = 16 * 2 ** 20;
const RECORD = /^[^/]+\.dist-info\/RECORD$/;
/** Signatures of the list stand beside it, and cannot be in it. */
const UNLISTED = /^[^/]+\.dist-info\/RECORD(\.jws|\.p7s)?$/;
/** `name,sha256=…,size`; a name with a comma or a quote in it stands between quotes. */
const LINE = /^(?:"((?:[^"]|"")*)"|([^",]*)),([^,]*),\d*$/;

/** @param names of all files in the archive @returns the list's own @throws ArchiveError where it has none, or several */
export function recordOf(names: readonly string[]): string {
  const [record, ...others] = names.filter((name) => RECORD.test(name));
  if (record !== undefined && others.length === 0) return record;
  throw new ArchiveError('is no wheel: it has no list of its files (RECORD), or several');
}

/**
 * That every file is what the list says of it, and in it.
 * @param text of the list @param digests SHA-256 of each file that was unpacked, by its name, in hexadecimal @throws ArchiveError
 */
export function checkRecord(text: string, digests: ReadonlyMap<string, string>): void {
  const listed = readRecord(text);
  for (const [name, digest] of digests) {
    if (UNLISTED.test(name)) continue;
    const said = listed.get(name);
    if (said === undefined)
      throw new ArchiveError(`holds ${JSON.stringify(name)}, which its RECORD does not list`);
    if (said !== digest)
      throw new ArchiveError(
        `holds ${JSON.stringify(name)}, which has another checksum than its RECORD says`,
      );
  }
  const missing = [...listed.keys()].find((name) => !digests.has(name));
  if (missing !== undefined)
    throw new ArchiveError(`lacks ${JSON.stringify(missing)}, which its RECORD lists`);
}

/** @returns SHA-256 by name, in hexadecimal; empty where another algorithm, or none, stands there */
function readRecord(text: string): Map<string, string> {
  const listed = new Map<string, string>();
  for (const line of text.split(/\r?\n/).filter((line) => line !== '')) {
    const found = LINE.exec(line);
    if (found === null) throw new ArchiveError('has a RECORD that cannot be read');
    const [, quoted, plain = '', digest = ''] = found;
    const name = quoted?.replaceAll('""', '"') ?? plain;
    const encoded = /^sha256=([\w-]{43})$/.exec(digest)?.[1] ?? '';
    listed.set(name, Buffer.from(encoded, 'base64url').toString('hex'));
  }
  return listed;
}

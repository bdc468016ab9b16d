/** The list of libraries that glibc's loader looks in, which `ldconfig` writes: `glibc-ld.so.cache1.1`, as glibc's dl-cache.h has it. Pure. */

const MAGIC = 'glibc-ld.so.cache1.1';
const HEADER_BYTES = 48;
const ENTRY_BYTES = 24;
/** A system has some thousands. */
const MOST_ENTRIES = 1_000_000;

/** @returns the paths of each library by its name, in the loader's order; none of what is no such list */
export function parseLoaderCache(cache: Buffer): Map<string, string[]> {
  const found = new Map<string, string[]>();
  // One of an older kind may stand before it.
  const start = cache.indexOf(MAGIC, 0, 'latin1');
  if (start === -1 || cache.length < start + HEADER_BYTES) return found;
  const list = cache.subarray(start);
  const count = Math.min(list.readUInt32LE(MAGIC.length), MOST_ENTRIES);
  for (let at = HEADER_BYTES; at < HEADER_BYTES + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    if (at + ENTRY_BYTES > list.length) break;
    const name = textAt(list, list.readUInt32LE(at + 4));
    const paths = found.get(name) ?? [];
    paths.push(textAt(list, list.readUInt32LE(at + 8)));
    found.set(name, paths);
  }
  return found;
}

function textAt(list: Buffer, offset: number): string {
  const end = list.indexOf(0, offset);
  return end === -1 ? '' : list.toString('utf8', offset, end);
}

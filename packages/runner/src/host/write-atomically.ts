/** A file is replaced as a whole or not at all, wherever the process dies. */
import { rename, writeFile } from 'node:fs/promises';

/** What a sudden loss of power leaves may be the old text, the new, or an empty file: readers must know what to do then. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
}

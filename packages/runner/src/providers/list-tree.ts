import { readdir } from 'node:fs/promises';
import path from 'node:path';

export interface TreeEntry {
  /** Below the folder, with `/` between its parts. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
}

/** All that lies in a folder and the folders in it; no link is followed. @throws the system's own error */
export async function listTree(folder: string): Promise<TreeEntry[]> {
  // Without their types, links to folders would be followed.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => ({
    name: path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
    kind: entry.isFile()
      ? 'file'
      : entry.isDirectory()
        ? 'folder'
        : entry.isSymbolicLink()
          ? 'link'
          : 'special',
  }));
}

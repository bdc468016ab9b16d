import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { nullIfMissing } from './system-error.ts';

/**
 * The folder and all above it, for this user alone. `mkdir` of Node does the same, but never ends where a folder is there and yet can have
 * none in it, as in /proc.
 */
export async function makeFolder(folder: string): Promise<void> {
  const isThere = async (place: string): Promise<boolean> =>
    (await nullIfMissing(stat(place)))?.isDirectory() === true;
  if (await isThere(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder, { mode: 0o700 }).catch(async (error: unknown) => {
    // Another process may have been faster.
    if (!(await isThere(folder))) throw error;
  });
}

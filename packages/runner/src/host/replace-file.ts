/** Files of this user's alone that are replaced whole or not at all, whatever dies in between. */
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** The ending of one that is being written. */
export const PARTIAL = '.partial';

/** What a sudden loss of power leaves may be the old text, the new, or an empty file: readers must know what to do then. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  await replace(file, text, false);
}

/** Resolves when the file would survive a power cut. @throws what the file system does, leaving what was there */
export async function writeDurably(file: string, text: string): Promise<void> {
  await replace(file, text, true);
  await syncFolder(path.dirname(file));
}

async function replace(file: string, text: string, synced: boolean): Promise<void> {
  const partial = file + PARTIAL;
  try {
    await write(partial, text, synced);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function write(file: string, text: string, synced: boolean): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    if (synced) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name in a folder lasts when the folder is written too; Windows has no such step. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

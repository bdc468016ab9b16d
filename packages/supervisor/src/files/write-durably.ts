/** Files that are there whole or not at all, whatever dies in between. */
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export const PARTIAL = '.partial';

/** Resolves when the file would survive a power cut. Only this user may read it. @throws what the file system does, leaving what was there */
export async function writeDurably(file: string, text: string): Promise<void> {
  const partial = file + PARTIAL;
  try {
    await writeSynced(partial, text);
    await rename(partial, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
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

/** A model that is a folder: which files it consists of, none of them outside it, and what it hashes to as a whole. */
import type { Dirent } from 'node:fs';
import { opendir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { OpenFile } from './open-file.ts';

/** A package of CoreML has about five files; each is kept open. */
export const MOST_ENTRIES = 500;

/** @returns the paths of its files, in one order on every system @throws DumontError MODEL_INVALID where it cannot be a model's; the system's own error */
export async function listFiles(model: string): Promise<string[]> {
  const entries: Dirent[] = [];
  const folders = [model];
  for (const folder of folders) {
    for await (const entry of await opendir(folder)) {
      entries.push(entry);
      if (entries.length > MOST_ENTRIES)
        throw invalid(model, `has more than ${MOST_ENTRIES} files and folders in it`);
      if (entry.isDirectory()) folders.push(pathOf(entry));
    }
  }
  const files = entries.filter((entry) => !entry.isDirectory());
  const odd = files.find((entry) => !entry.isFile());
  if (odd !== undefined) throw notItsOwn(model, pathOf(odd));
  if (files.length === 0) throw invalid(model, 'has no file in it');
  return files.map(pathOf).sort((a, b) => compareNames(nameIn(model, a), nameIn(model, b)));
}

/** The caller owns it. @throws DumontError MODEL_INVALID where it is no longer the folder's own file; the system's own error */
export async function openFileIn(model: string, file: string): Promise<OpenFile> {
  const opened = await OpenFile.open(file, 'refused');
  try {
    const [home, actual] = await Promise.all([realpath(model), realpath(file)]);
    if (opened.stats.isFile() && actual === path.join(home, path.relative(model, file))) return opened;
    throw notItsOwn(model, file);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

export function nameIn(model: string, file: string): string {
  return path.relative(model, file).replaceAll(path.sep, '/');
}

function pathOf({ parentPath, name }: Dirent): string {
  return path.join(parentPath, name);
}

/** The same in every locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function notItsOwn(model: string, file: string): DumontError {
  const name = JSON.stringify(nameIn(model, file));
  return invalid(model, `has in it ${name}, a link or no regular file; that is refused. Give a copy of it`);
}

function invalid(model: string, what: string): DumontError {
  return new DumontError('MODEL_INVALID', `The model ${model} ${what}.`);
}

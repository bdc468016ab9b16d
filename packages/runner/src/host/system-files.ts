/** Reads the small files in which Linux describes itself (/proc, /sys). Elsewhere, and where a file is missing or shut, there is nothing to read. */
import { readdir, readFile } from 'node:fs/promises';
import { errorCode } from './system-error.ts';

/** Missing, forbidden, or there but without a value at the moment: what such files answer where a machine lacks the thing. */
const UNREADABLE = new Set([
  'EACCES',
  'EINVAL',
  'EIO',
  'ENODATA',
  'ENODEV',
  'ENOENT',
  'ENOTDIR',
  'ENOTSUP',
  'ENXIO',
  'EOPNOTSUPP',
  'EPERM',
  'ESRCH',
]);

/** @returns the text without surrounding white space; `null` where there is none to read */
export async function readText(path: string): Promise<string | null> {
  return unlessUnreadable(readFile(path, 'utf8').then((text) => text.trim()));
}

/** @returns the number that the file holds; `null` where there is none */
export async function readNumber(path: string): Promise<number | null> {
  const text = await readText(path);
  if (text === null || text === '') return null;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

/** @returns full paths of the folder's entries whose names match, sorted; none where there is no such folder */
export async function listPaths(folder: string, name: RegExp): Promise<string[]> {
  const entries = (await unlessUnreadable(readdir(folder))) ?? [];
  return entries
    .filter((entry) => name.test(entry))
    .sort()
    .map((entry) => `${folder}/${entry}`);
}

/** Whether the error is such a file's way to say that there is nothing to read. */
export function isUnreadable(error: unknown): boolean {
  return UNREADABLE.has(errorCode(error) ?? '');
}

async function unlessUnreadable<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

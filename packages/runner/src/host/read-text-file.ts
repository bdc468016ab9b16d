import { readFile, stat } from 'node:fs/promises';
import { nullIfMissing } from './system-error.ts';

/** @returns null where nothing is there @throws where it cannot be read, or is no file: a pipe would have one wait for ever */
export async function readTextFile(file: string): Promise<string | null> {
  const stats = await nullIfMissing(stat(file));
  if (stats === null) return null;
  if (!stats.isFile()) throw new Error(`${file} is no file`);
  return nullIfMissing(readFile(file, 'utf8'));
}

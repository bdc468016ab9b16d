/** A program to start: layers put others in front of it. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

export type Command = readonly [program: string, ...programArguments: string[]];

/** Whether it comes to a good end here, run once. */
export async function works([program, ...words]: Command): Promise<boolean> {
  return !(await execa(program, words, { reject: false, stdio: 'ignore' })).failed;
}

/** @returns the absolute path of a program on PATH, or null */
export function findProgram(name: string, searched = process.env['PATH'] ?? ''): string | null {
  const candidates = searched
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, name));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for this user: the search goes on.
    return false;
  }
}

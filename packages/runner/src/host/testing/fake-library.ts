/** Libraries of other systems as fakes of them, built here by gcc. */
import path from 'node:path';
import { execa } from 'execa';
import { findProgram } from '../programs.ts';

/** For tap: why such a test is left out here, or false. */
export const skipWithoutGcc =
  process.platform === 'linux' && findProgram('gcc') !== null ? false : 'it is built by gcc, on Linux';

/** @param source of C @param folder for the library @returns its path */
export async function buildFake(
  source: string,
  folder: string,
  ...words: readonly string[]
): Promise<string> {
  const file = path.join(folder, `${path.basename(source, '.c')}.so`);
  await execa('gcc', ['-shared', '-fPIC', '-w', ...words, source, '-o', file]);
  return file;
}

export const FAKE_RUSAGE = path.join(import.meta.dirname, 'fake-rusage.c');

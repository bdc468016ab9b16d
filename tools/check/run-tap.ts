/** Runs tap on a given Node. */
import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

const root = path.resolve(import.meta.dirname, '..', '..');
const program = path.join(root, 'node_modules', 'tap', 'dist', 'esm', 'run.mjs');

/**
 * @param node the program to run it with
 * @param words flags and files for tap; a folder stands for the tests in it
 * @returns tap's exit code
 */
export async function runTap(node: string, words: readonly string[]): Promise<number> {
  const result = await execa(node, [program, 'run', ...words.flatMap(expandFolder)], {
    cwd: root,
    stdio: 'inherit',
    reject: false,
    env: { PATH: [path.dirname(node), process.env['PATH'] ?? ''].join(path.delimiter) },
  });
  return result.exitCode ?? 1;
}

/** tap itself takes files only. */
function expandFolder(word: string): string[] {
  const isFolder = statSync(path.join(root, word), { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder) return [word];
  return globSync(`${word}/**/*.test.ts`, { cwd: root, exclude: ['**/node_modules'] });
}

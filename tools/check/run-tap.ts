/** Runs tap on a given Node. */
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

const root = path.resolve(import.meta.dirname, '..', '..');
/** Where tap leaves what each file said. */
const RESULTS = path.join(root, '.tap', 'test-results');
const program = path.join(root, 'node_modules', 'tap', 'dist', 'esm', 'run.mjs');

/**
 * @param node the program to run it with
 * @param words flags and files for tap; a folder stands for the tests in it
 * @returns tap's exit code
 */
export async function runTap(node: string, words: readonly string[]): Promise<number> {
  const startMs = Date.now();
  const result = await execa(node, [program, 'run', ...words.flatMap(expandFolder)], {
    cwd: root,
    stdio: 'inherit',
    reject: false,
    env: { PATH: [path.dirname(node), process.env['PATH'] ?? ''].join(path.delimiter) },
  });
  if (result.exitCode !== 0) process.stdout.write(listFailures(startMs));
  return result.exitCode ?? 1;
}

/** Said once more at the end: the table of coverage stands between, and a log may be cut to its last lines. */
function listFailures(sinceMs: number): string {
  const files = globSync('**/*.tap', { cwd: RESULTS }).filter(
    (file) => statSync(path.join(RESULTS, file)).mtimeMs >= sinceMs,
  );
  const failures = files.flatMap((file) => {
    const lines = readFileSync(path.join(RESULTS, file), 'utf8').split('\n');
    const failed = lines.filter((line) => /^\s*not ok /.test(line));
    return failed.length === 0 ? [] : [file.replace(/\.tap$/, ''), ...failed];
  });
  return failures.length === 0 ? '' : `\nFailed:\n${failures.join('\n')}\n`;
}

/** tap itself takes files only. */
function expandFolder(word: string): string[] {
  const isFolder = statSync(path.join(root, word), { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder) return [word];
  return globSync(`${word}/**/*.test.ts`, { cwd: root, exclude: ['**/node_modules'] });
}

/** Tools of other people, run on a copy of our code. */
import { execa } from 'execa';

/** tap's coverage reaches into every process: under ESLint V8 then runs out of room for its counters and ends the process. */
const UNCOVERED = { _TAPJS_PROCESSINFO_COVERAGE_: '0' };

/** @param words the tool's script and its arguments */
export function runTool(cwd: string, ...words: string[]) {
  return execa(process.execPath, words, { cwd, env: UNCOVERED, reject: false });
}

/** A verification from its first check to its table and exit code. */
import { writeFile } from 'node:fs/promises';
import { exitCodeOf, type CheckResult } from './check.ts';
import { describeResult, describeResults, type Facts } from './table.ts';

interface Seen {
  readonly facts: Facts;
  readonly results: readonly CheckResult[];
}

/**
 * The table goes to standard output and, where asked, to a file; what is under way to standard error.
 * @param what such as "GPUs"
 * @returns the exit code
 */
export async function report(
  what: string,
  output: string | null,
  verify: (onResult: (result: CheckResult) => void) => Promise<Seen>,
): Promise<number> {
  const { facts, results } = await verify((result) => process.stderr.write(`${describeResult(result)}\n`));
  const date = new Date().toISOString().slice(0, 10);
  const text = describeResults(`Verified: ${what}, ${date}`, facts, results);
  if (output !== null) await writeFile(output, text);
  process.stdout.write(`\n${text}`);
  return exitCodeOf(results);
}

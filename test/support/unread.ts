/** A program whose standard output is a pipe that nobody reads any more. */
import { execa } from 'execa';

/** The reader has gone long before a program that starts Node writes anything. */
const SCRIPT = '{ "$@"; echo "exit code $?" >&2; } | true';

/** @returns all that it wrote to standard error, and its exit code in a last line there */
export async function runUnread(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const { stderr } = await execa('sh', ['-c', SCRIPT, 'sh', ...command], { env, extendEnv: false });
  return stderr;
}

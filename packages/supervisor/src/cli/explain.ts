/** Says on stderr why a call failed. */
import { DumontError, printableMessage, toDumontError } from '@dumont/protocol';
import { exitCodeOf } from '@dumont/runner/command-line';
import { CommanderError } from 'commander';
import { withoutSecrets } from '../log/secrets.ts';

/** @returns the exit code for it */
export function explain(thrown: unknown): number {
  if (thrown instanceof CommanderError) return exitCodeOf(thrown);
  const error = toDumontError(thrown);
  const lines = [`error: ${printableMessage(error.message)}`];
  if (!(thrown instanceof DumontError) && thrown instanceof Error)
    lines.push(printableMessage(thrown.stack ?? ''));
  if (error.code === 'USAGE') lines.push('See dumont-supervisor --help.');
  process.stderr.write(withoutSecrets(`${lines.join('\n')}\n`));
  return error.exitCode;
}

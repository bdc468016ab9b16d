/** Says on stderr why a call failed. */
import { printableMessage, toDumontError } from '@dumont/protocol';
import { CommanderError } from 'commander';
import { exitCodeOf } from '../../command-line/program.ts';
import { advice } from '../../reports/advice.ts';
import { Interruption } from './interruption.ts';

/** @param command that was called, as it is typed @returns the exit code for it */
export function explain(thrown: unknown, debug: boolean, command = 'dumont-runner'): number {
  if (thrown instanceof CommanderError) return exitCodeOf(thrown);
  if (thrown instanceof Interruption) return thrown.exitCode;
  const error = toDumontError(thrown);
  const how = error.code === 'USAGE' ? `See ${command} --help.` : advice[error.code];
  const lines = [`error: ${printableMessage(error.message)}`, how];
  if (debug && thrown instanceof Error) lines.push(printableMessage(thrown.stack ?? ''));
  process.stderr.write(`${lines.join('\n')}\n`);
  return error.exitCode;
}

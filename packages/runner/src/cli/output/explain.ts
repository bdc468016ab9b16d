/** Says on stderr why a call failed. */
import { printableMessage, toDumontError } from '@dumont/protocol';
import { CommanderError } from 'commander';
import { exitCodeOf } from '../../command-line/program.ts';
import { advice } from '../../reports/advice.ts';
import { Interruption } from './interruption.ts';

/** @returns the exit code for it */
export function explain(thrown: unknown, debug: boolean): number {
  if (thrown instanceof CommanderError) return exitCodeOf(thrown);
  if (thrown instanceof Interruption) return thrown.exitCode;
  const error = toDumontError(thrown);
  const lines = [`error: ${printableMessage(error.message)}`, advice[error.code]];
  if (debug && thrown instanceof Error) lines.push(printableMessage(thrown.stack ?? ''));
  process.stderr.write(`${lines.join('\n')}\n`);
  return error.exitCode;
}

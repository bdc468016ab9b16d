/** One call of `dumont-runner`, from its arguments to its exit code. */
import { fromFlags, fromVariables, resolveSettings } from '@dumont/protocol/settings';
import { readFlags } from '../command-line/options.ts';
import { commandLineOf, refuseUnknownHelp } from '../command-line/program.ts';
import { openStandardOutput } from '../command-line/standard-output.ts';
import { buildProgram } from './args/program.ts';
import { COMMANDS, MAIN_COMMAND } from './commands/index.ts';
import { explain } from './output/explain.ts';
import { Interruption, listenForSignals } from './output/interruption.ts';
import { readSurroundings } from './output/surroundings.ts';

const abortion = new AbortController();
listenForSignals((reason) => {
  abortion.abort(reason);
});
let debug = false;
let called = 'dumont-runner';
process.on('uncaughtException', (error) => {
  process.exit(explain(error, debug, called));
});
let goOnUnread = false;
const stdout = openStandardOutput(process.stdout, () => {
  if (!goOnUnread) abortion.abort(new Interruption('the reader has gone', 0));
});
// Where stderr is gone there is no place left to say so.
process.stderr.on('error', () => undefined);

const program = buildProgram(MAIN_COMMAND, COMMANDS, async (command, invoked) => {
  called = commandLineOf(invoked);
  const { settings } = command;
  const places = [fromFlags(readFlags(settings, invoked)), fromVariables(settings, process.env)];
  const { values, given } = resolveSettings(settings, ...places);
  debug = values.logLevel === 'debug' || values.logLevel === 'trace';
  const surroundings = readSurroundings(values, {
    signal: abortion.signal,
    stdout,
    keepGoingUnread: () => {
      goOnUnread = true;
    },
  });
  // Not process.exit: what standard output still holds for a pipe is to be written first.
  process.exitCode = await command.run({ values, given, words: invoked.args, surroundings });
});
try {
  const args = process.argv.slice(2);
  refuseUnknownHelp(program, args);
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = explain(error, debug, called);
}

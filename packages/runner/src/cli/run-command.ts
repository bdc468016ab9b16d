/** One call of `dumont-runner`, from its arguments to its exit code. */
import { printableMessage, DumontError, errorCatalogue, toDumontError } from '@dumont/protocol';
import { CommanderError, type Command } from 'commander';
import { buildProgram } from './args/program.ts';
import { readRawOptions } from './args/raw-options.ts';
import {
  parseBenchmarkSettings,
  parseCompareSettings,
  parseHistorySettings,
  parseProbeSettings,
  parsePruneSettings,
} from './args/settings.ts';
import { advice } from '../reports/advice.ts';
import { Interruption, listenForSignals } from './interruption.ts';
import { openStandardOutput } from './output/standard-output.ts';
import { readSurroundings } from './surroundings.ts';

/** @returns the exit code; everything that was to be said has been written by then */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const abortion = new AbortController();
  listenForSignals((reason) => {
    abortion.abort(reason);
  });
  let exitCode = 0;
  let debug = false;
  let writesFiles = false;
  process.on('uncaughtException', (error) => {
    process.exit(explain(error, debug));
  });
  const stdout = openStandardOutput(process.stdout, () => {
    // Nobody reads any more; a benchmark goes on where its results are kept in files.
    if (!writesFiles) abortion.abort(new Interruption('the reader has gone', 0));
  });
  // Where stderr is gone there is no place left to say so.
  process.stderr.on('error', () => undefined);

  const program = buildProgram({
    benchmark: async (command) => {
      refuseArguments(command);
      const given = parseBenchmarkSettings(readRawOptions(command, process.env));
      debug = isDebug(given.logLevel);
      writesFiles = given.outputs.length > 0;
      const surroundings = readSurroundings(given, abortion.signal, stdout);
      // Loaded only now: --help and completion are to answer at once.
      const { fitThreadsToQuota } = await import('./ci/quota-threads.ts');
      const settings = await fitThreadsToQuota(given, surroundings);
      if (settings.comparison !== null) {
        const { runComparison } = await import('./run-comparison.ts');
        exitCode = await runComparison(settings, settings.comparison, surroundings);
      } else {
        const { runBenchmarks } = await import('./run-benchmarks.ts');
        exitCode = await runBenchmarks(settings, surroundings);
      }
    },
    compare: async (command) => {
      const settings = parseCompareSettings(readRawOptions(command, process.env));
      debug = isDebug(settings.logLevel);
      writesFiles = settings.output.length > 0;
      const { runCompare } = await import('./run-compare.ts');
      exitCode = await runCompare(
        command.args,
        settings,
        readSurroundings(settings, abortion.signal, stdout),
      );
    },
    history: async (action, command) => {
      const raw = readRawOptions(command, process.env);
      const { runHistory, runPrune } = await import('./run-history.ts');
      if (action === 'prune') {
        const settings = parsePruneSettings(raw);
        debug = isDebug(settings.logLevel);
        exitCode = await runPrune(settings, readSurroundings(settings, abortion.signal, stdout));
      } else {
        const settings = parseHistorySettings(raw);
        debug = isDebug(settings.logLevel);
        writesFiles = settings.output.length > 0;
        const surroundings = readSurroundings(settings, abortion.signal, stdout);
        exitCode = await runHistory(action, command.args, settings, surroundings);
      }
    },
    probe: async (command) => {
      const settings = parseProbeSettings(readRawOptions(command, process.env));
      debug = isDebug(settings.logLevel);
      const { runProbe } = await import('./run-probe.ts');
      exitCode = await runProbe(settings, readSurroundings(settings, abortion.signal, stdout));
    },
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, debug);
  }
}

function refuseArguments({ args }: Command): void {
  const [first] = args;
  if (first === undefined) return;
  throw new DumontError(
    'USAGE',
    `unexpected argument "${first}": a model is given by --model ${first}; commands are compare, history, probe and completion`,
  );
}

/** Says on stderr what went wrong. @returns the exit code for it */
function explain(thrown: unknown, debug: boolean): number {
  // Commander has said it already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : errorCatalogue.USAGE.exitCode;
  if (thrown instanceof Interruption) return thrown.exitCode;
  const error = toDumontError(thrown);
  const lines = [`error: ${printableMessage(error.message)}`];
  lines.push(advice[error.code]);
  if (debug && thrown instanceof Error) lines.push(printableMessage(thrown.stack ?? ''));
  process.stderr.write(`${lines.join('\n')}\n`);
  return error.exitCode;
}

function isDebug(logLevel: string): boolean {
  return logLevel === 'debug' || logLevel === 'trace';
}

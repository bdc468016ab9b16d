/** The command line of `dumont-runner`: its commands, flags and help. What each command does is given from outside. */
import { printableMessage } from '@dumont/protocol';
import { readFileSync } from 'node:fs';
import { Command, type Option } from 'commander';
import { z } from 'zod';
import { addCompletion } from './completion.ts';
import type { HistoryAction } from '../run-history.ts';
import {
  benchmarkOptions,
  compareCommandOptions,
  historyOptions,
  probeOptions,
  pruneOptions,
} from './options.ts';

export interface CommandActions {
  benchmark(command: Command): Promise<void>;
  compare(command: Command): Promise<void>;
  history(action: HistoryAction | 'prune', command: Command): Promise<void>;
  probe(command: Command): Promise<void>;
}

const DESCRIPTION = 'Measures how fast a machine-learning model runs on this machine, and what it costs.';

const EXAMPLES = `
Examples:
  dumont-runner --model resnet50.onnx
  dumont-runner -m detect.onnx --shape x=1x3x640x640 --runs 100
  dumont-runner -m silero_vad.onnx --value sr=16000 --dim batch=1 --until-stable
  dumont-runner -m small.onnx -m large.onnx -f markdown -o result.json
  dumont-runner -m https://example.org/model.onnx --duration 30s --timeout 5m
  dumont-runner -m stranger.onnx --sandbox strict --memory-limit 4GB
  dumont-runner -m model.onnx --inputs test_data_set_0 --expect test_data_set_0
  dumont-runner -m new.onnx --vs old.onnx --max-regression 5%
  dumont-runner -m model.onnx --vs-option intra-op-threads=1
  dumont-runner compare monday.json tuesday.json
  dumont-runner probe

Times are 500ms, 30s, 5m or 1h (a plain number means seconds), sizes 512MB or
2GB. Each flag can also be set by a variable, --intra-op-threads by
DUMONT_INTRA_OP_THREADS, with ";" between the values of one that is repeatable.
The command line comes first.

Exit codes: 0 all complete, 1 a bug, 2 wrong use, 10 model, 11 compute unit,
12 inference, 13 time or memory limit, 14 no sandbox, 20 regressed,
21 inconclusive, 130 interrupted.
`;

const COMPARE_EXAMPLES = `
Examples:
  dumont-runner compare monday.json tuesday.json
  dumont-runner compare results.ndjson -f markdown -o results.html

It measures nothing. To find out whether a model has become slower, run both in
turn: dumont-runner --model new.onnx --vs old.onnx
`;

const HISTORY_EXAMPLES = `
Examples:
  dumont-runner history list --name resnet --limit 50
  dumont-runner history show 17 -f markdown
  dumont-runner history export -f ndjson > runs.ndjson
  dumont-runner history prune --older-than 90

Kept in DUMONT_DATA_DIR, or the user's own folder for data.
`;

const PROBE_EXAMPLES = `
Examples:
  dumont-runner probe
  dumont-runner probe --json
`;

export function buildProgram(actions: CommandActions): Command {
  const program = new Command('dumont-runner')
    .description(DESCRIPTION)
    .usage('--model <file|url> [options]')
    .version(readVersion(), '-V, --version')
    .helpCommand('help [command]', 'show the help of a command')
    .enablePositionalOptions()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(`${printableMessage(text)}\n`);
      },
    })
    .configureHelp({ optionDescription: describeOption })
    .addHelpText('after', EXAMPLES)
    .action((_options, command: Command) => actions.benchmark(command));
  for (const { heading, options } of benchmarkOptions()) {
    for (const option of options) program.addOption(option.helpGroup(heading));
  }
  const compare = program
    .command('compare')
    .argument('<report...>', 'files that --format json, or ndjson, has written')
    .description('show reports from before beside each other')
    .addHelpText('after', COMPARE_EXAMPLES)
    .action((_paths, _options, command: Command) => actions.compare(command));
  for (const option of compareCommandOptions()) compare.addOption(option);
  addHistory(program, actions);
  const probe = program
    .command('probe')
    .description('show which compute units this machine can really run')
    .addHelpText('after', PROBE_EXAMPLES)
    .action((_options, command: Command) => actions.probe(command));
  for (const option of probeOptions()) probe.addOption(option);
  addCompletion(program);
  return program;
}

function addHistory(program: Command, actions: CommandActions): void {
  const history = program
    .command('history')
    .description('show what was measured on this machine before')
    .addHelpText('after', HISTORY_EXAMPLES);
  const commands = [
    { name: 'list', description: 'list the runs, and how each model has changed', options: historyOptions() },
    { name: 'show', description: 'show runs by their numbers', options: historyOptions() },
    {
      name: 'export',
      description: 'print all reports, by --format ndjson or another',
      options: historyOptions(),
    },
    { name: 'prune', description: 'remove old runs', options: pruneOptions() },
  ] as const;
  for (const { name, description, options } of commands) {
    const command = history.command(name).description(description);
    if (name === 'show') command.argument('<number...>', 'numbers of the list');
    command.action(() => actions.history(name, command));
    for (const option of options) command.addOption(option);
  }
}

/** Without commander's quotes, which say nothing to a reader. */
function describeOption(option: Option): string {
  const choices = option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`;
  const initial = option.defaultValue === undefined ? '' : ` (default: ${String(option.defaultValue)})`;
  return `${option.description}${choices}${initial}`;
}

function readVersion(): string {
  const path = new URL('../../../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}

/** The command line of `dumont-supervisor`: its commands, flags and help. What each command does is given from outside. */
import { printableMessage } from '@dumont/protocol';
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { flagOf, OPTION_NAMES, optionRow, variableOf, type OptionName } from '../config/options.ts';

export const COMMANDS = ['start', 'info', 'validate', 'test', 'enroll'] as const;
export type CommandName = (typeof COMMANDS)[number];
export type CommandActions = Readonly<Record<CommandName, (command: Command) => Promise<void>>>;

const WHERE: readonly OptionName[] = ['dataDir', 'config', 'logLevel'];
const REMOTE: readonly OptionName[] = ['host', 'redisHost', 'redisPort', 'redisUrl', 'ca', 'token'];

interface CommandRow {
  readonly summary: string;
  readonly options: readonly OptionName[];
  /** `--json` */
  readonly json?: true;
  /** Of this one call: neither kept nor read from elsewhere. */
  readonly flags?: readonly (readonly [flag: string, help: string])[];
  readonly examples: readonly string[];
}

const ROWS: Readonly<Record<CommandName, CommandRow>> = {
  start: {
    summary: 'register, take jobs and publish their results, until it is stopped',
    options: OPTION_NAMES,
    examples: [
      'dumont-supervisor start --host http://192.168.1.100:5000',
      'DUMONT_TOKEN=… dumont-supervisor start --host https://sark.example.org --redis-url rediss://worker@redis.example.org:6380/0',
      'dumont-supervisor start        # after dumont-supervisor enroll',
    ],
  },
  info: {
    summary: 'show this device and the compute units that really run here',
    options: ['engine', 'deviceName', 'sandbox', 'scratchSize', 'host', 'ca', 'token', ...WHERE],
    json: true,
    examples: ['dumont-supervisor info', 'dumont-supervisor info --json'],
  },
  validate: {
    summary: 'check what the service needs on this machine, and say how to mend what is wrong',
    options: ['engine', 'minFreeDisk', 'sandbox', 'scratchSize', ...WHERE],
    json: true,
    examples: ['dumont-supervisor validate'],
  },
  test: {
    summary: 'check the orchestrator and Redis, and the clocks',
    options: [...REMOTE, 'engine', 'deviceName', 'sandbox', 'scratchSize', ...WHERE],
    json: true,
    examples: ['dumont-supervisor test --host http://192.168.1.100:5000'],
  },
  enroll: {
    summary: 'register, and keep identity and settings so that start needs no flags',
    options: OPTION_NAMES,
    flags: [
      [
        '--worker-id <id>',
        'go on under the id of a worker that the orchestrator knows, such as one that this replaces',
      ],
      ['--new-identity', 'be another worker than before, to the orchestrator'],
    ],
    examples: [
      'dumont-supervisor enroll --host http://192.168.1.100:5000 --worker-id worker-0123456789ab',
      'dumont-supervisor enroll --host http://192.168.1.100:5000 --device-name lab-7 --metrics-port 9464',
    ],
  },
};

const NOTES = `
Each setting comes from its flag, else from its environment variable
(--redis-host: DUMONT_REDIS_HOST), else from config.json in the data folder, else
it has its default. Times are 500ms, 30s, 5m or 1h, sizes 512MB or 20GB.

Exit codes: 0 done, 1 a bug, 2 wrong use or a failed check, 130 and 143 stopped
at once by a second signal.
`;

export function buildProgram(actions: CommandActions): Command {
  const program = new Command('dumont-supervisor')
    .description(
      "Runs this machine as a worker of a fleet: takes a SARK orchestrator's benchmark jobs, one at a time.",
    )
    .version(readVersion(), '-V, --version')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(`${printableMessage(text)}\n`);
      },
    })
    .addHelpText('after', NOTES);
  for (const name of COMMANDS) addCommand(program, name, actions[name]);
  return program;
}

/** @returns the flags as they were given */
export function readFlags(command: Command): Map<OptionName, string[]> {
  const given = OPTION_NAMES.filter((name) => command.getOptionValueSource(name) === 'cli');
  return new Map(given.map((name) => [name, textsOf(command.getOptionValue(name))]));
}

function addCommand(program: Command, name: CommandName, action: CommandActions[CommandName]): void {
  const { summary, options, json, flags = [], examples } = ROWS[name];
  const command = program
    .command(name)
    .description(summary)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}\n`)
    .action((_options, invoked: Command) => action(invoked));
  if (json) command.option('--json', 'print JSON');
  for (const [flag, help] of flags) command.option(flag, help);
  for (const option of options) command.addOption(toOption(option));
}

function toOption(name: OptionName): Option {
  const { placeholder, help, initial, repeatable } = optionRow(name);
  const flag = `--${flagOf(name)}${placeholder === '' ? '' : ` <${placeholder}>`}`;
  const usual = initial === undefined || placeholder === '' ? '' : ` (default: ${initial})`;
  const option = new Option(flag, `${help}${repeatable ? '; repeatable' : ''}${usual} [${variableOf(name)}]`);
  if (repeatable)
    option.argParser((text: string, previous: string[] | undefined) => [...(previous ?? []), text]);
  return option;
}

const optionValue = z.union([
  z.string().transform((text) => [text]),
  z.boolean().transform((on) => [String(on)]),
  z.array(z.string()),
]);

function textsOf(value: unknown): string[] {
  return optionValue.parse(value);
}

function readVersion(): string {
  const path = new URL('../../package.json', import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}

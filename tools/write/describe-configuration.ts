/** The references of settings, from the tables that flags, variables and file keys come from too. */
import {
  flagOf,
  initialOf,
  isList,
  variableOf,
  type Setting,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { SETTINGS } from '@dumont/supervisor';
import { format, resolveConfig } from 'prettier';
import type { Command } from '../../packages/runner/src/cli/commands/command.ts';
import { COMMANDS, MAIN_COMMAND } from '../../packages/runner/src/cli/commands/index.ts';

const WORKER_BEFORE = `# Configuration of the worker

<!-- Made by npm run write:configuration from packages/supervisor/src/config/settings/. -->

Each setting comes from its flag, else from its environment variable, else from the file, else it has its default. The file is
\`config.json\` in the data folder, or the one that \`--config\` names: a JSON object of the keys below, each text, a number, \`true\` or
\`false\`, or a list of them where the setting may be repeated. In a variable semicolons separate the values of such a setting, as
everywhere in Dumont; for \`DUMONT_ALLOW_HOST\` and \`DUMONT_ALLOW_CIDR\`, whose values hold none, commas do too. An empty
variable counts as not set. An unknown flag or key is an error, and so is a value that is wrong; all wrong values are named at once.

Times are \`500ms\`, \`30s\`, \`5m\` or \`1h\`, sizes \`512MB\` or \`20GB\` (1 MB is 2^20 bytes).

`;

const WORKER_AFTER = `
\`dumont-supervisor enroll\` writes what it was given into the file, readable by this user alone, so that \`dumont-supervisor start\`
needs no flags. \`*\`: secret. It is shown nowhere and not logged; on a command line other users of the machine could read it.

Without \`--data-dir\` the data folder is the first of these that applies:

| where                       | folder                                                             |
| --------------------------- | ------------------------------------------------------------------ |
| a systemd service           | \`$STATE_DIRECTORY\`, which \`StateDirectory=\` sets                   |
| Windows (_unverified_)      | \`%LOCALAPPDATA%\\dumont\`                                            |
| macOS (_unverified_)        | \`~/Library/Application Support/dumont\`                             |
| root                        | \`/var/lib/dumont\`                                                  |
| any other user              | \`$XDG_STATE_HOME/dumont\`, else \`~/.local/state/dumont\`             |
`;

const RUNNER_BEFORE = `# Flags and variables of dumont-runner

<!-- Made by npm run write:configuration from packages/runner/src/cli/args/settings/. -->

Each setting comes from its flag, else from its environment variable, else it has its default. In a variable semicolons separate the values
of a setting that may be repeated: \`DUMONT_MODEL='small.onnx;large.onnx'\`. For \`DUMONT_ALLOW_HOST\` and \`DUMONT_ALLOW_CIDR\`, whose values
hold none, commas do too. A switch's variable is \`true\` or \`false\`. An empty variable counts as not set. A flag silences the variable of a
setting that it excludes. All wrong values are named at once.

Times are \`500ms\`, \`30s\`, \`5m\` or \`1h\` (a plain number means seconds), sizes \`512MB\` or \`2GB\` (1 MB is 2^20 bytes).

`;

/** @returns Markdown, formatted as the repository's files are */
export async function describeWorkerSettings(settings: SettingsTable = SETTINGS): Promise<string> {
  const rows = Object.entries(settings).map(([name, row]) => {
    const [flag, variable, initial, meaning] = describe(name, row);
    return [flag, variable, row.notIn?.includes('file') ? '–' : `\`${name}\``, initial, meaning];
  });
  const heading = ['flag', 'variable', 'key in the file', 'default', 'meaning'];
  return formatted(`${WORKER_BEFORE}${layoutTable(heading, rows)}\n${WORKER_AFTER}`);
}

/** @returns Markdown, formatted as the repository's files are */
export async function describeRunnerSettings(main: Command = MAIN_COMMAND): Promise<string> {
  const { settings, groups = [] } = main;
  const grouped = new Set(groups.flatMap((group) => Object.keys(group.settings)));
  const others = Object.entries(settings).filter(([name]) => !grouped.has(name));
  const parts = [
    ...groups.map((group) => layoutSection(group.heading.replace(/:$/, ''), Object.entries(group.settings))),
    ...(others.length === 0 ? [] : [layoutSection('Others', others)]),
    ...listCommands(COMMANDS).map(({ title, command }) => layoutCommand(title, command, settings)),
  ];
  return formatted(`${RUNNER_BEFORE}${parts.join('\n')}`);
}

interface Listed {
  readonly title: string;
  readonly command: Command;
}

function listCommands(commands: typeof COMMANDS, before = 'dumont-runner'): Listed[] {
  return commands.flatMap((command) => {
    const title = `${before} ${command.name}`;
    return 'commands' in command ? listCommands(command.commands, title) : [{ title, command }];
  });
}

/** What it has for itself, and by name what it shares with a benchmark. */
function layoutCommand(title: string, { settings }: Command, main: SettingsTable): string {
  const rows = Object.entries(settings);
  const shared = rows.filter(([name]) => Object.hasOwn(main, name)).map(([name]) => `\`${flagOf(name)}\``);
  const own = rows.filter(([name]) => !Object.hasOwn(main, name));
  return `${layoutSection(`\`${title}\``, own)}\nAs above: ${shared.join(', ')}.\n`;
}

function layoutSection(title: string, rows: readonly (readonly [string, Setting])[]): string {
  const table =
    rows.length === 0
      ? ''
      : layoutTable(
          HEADING,
          rows.map(([name, row]) => describe(name, row)),
        );
  return `## ${title}\n\n${table}\n`;
}

const HEADING = ['flag', 'variable', 'default', 'meaning'];

function describe(
  name: string,
  row: Setting,
): [flag: string, variable: string, initial: string, meaning: string] {
  const { short, placeholder, help, secret, choices } = row;
  const value = placeholder === undefined ? '' : ` <${placeholder}>`;
  const initial = initialOf(row);
  // The default of the data folder differs from machine to machine.
  const usual = name === 'dataDir' ? 'see below' : initial === undefined ? '–' : `\`${initial}\``;
  const meaning = `${help}${choices === undefined ? '' : `: ${choices.join(', ')}`}${isList(row) ? '; may be repeated' : ''}`;
  return [
    `\`${short === undefined ? '' : `${short}, `}${flagOf(name)}${value}\`${secret ? ' `*`' : ''}`,
    `\`${variableOf(name)}\``,
    usual,
    meaning,
  ];
}

function layoutTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, heading.map(() => '---'), ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|')),
  );
  return `${lines.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}

async function formatted(markdown: string): Promise<string> {
  const options = await resolveConfig(import.meta.filename);
  return format(markdown, { ...options, parser: 'markdown' });
}

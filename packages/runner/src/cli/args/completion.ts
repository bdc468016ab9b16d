/** Completion in shells: the scripts come from tab, the values that it cannot know from here. */
import { readdirSync, type Dirent } from 'node:fs';
import tab from '@bomb.sh/tab/commander';
import { COMPUTE_UNITS, MODEL_FORMATS } from '@dumont/protocol';
import type { Command } from 'commander';
import { REPORT_FORMATS } from '../../reports/registry.ts';
import { isSystemError } from '../../host/system-error.ts';

const COMMAND = 'completion';

const EXAMPLES = `
Examples:
  source <(dumont-runner completion bash)    # needs the package bash-completion
  source <(dumont-runner completion zsh)
  dumont-runner completion fish > ~/.config/fish/completions/dumont-runner.fish
  dumont-runner completion powershell | Out-String | Invoke-Expression
`;

/** Flags that take a path, and the endings of the files they take; folders are always offered. */
const PATH_FLAGS: Readonly<Record<string, readonly string[]>> = {
  model: MODEL_FORMATS.map(({ ending }) => ending),
  vs: MODEL_FORMATS.map(({ ending }) => ending),
  baseline: ['.json'],
  output: REPORT_FORMATS.flatMap((format) => format.endings),
  inputs: [],
  expect: [],
};

/** Adds `completion <shell>`, and the hidden `complete` that the scripts call. All flags must be there by then. */
export function addCompletion(program: Command): void {
  const { options } = tab(program, { completionCommandName: COMMAND });
  for (const [flag, endings] of Object.entries(PATH_FLAGS)) {
    const option = options.get(flag);
    if (option === undefined) continue;
    option.handler = (complete) => {
      for (const path of listPaths(process.argv.at(-1) ?? '', endings)) complete(path, '');
    };
  }
  const unit = options.get('compute-unit');
  if (unit !== undefined) {
    unit.handler = (complete) => {
      for (const { short, wire } of COMPUTE_UNITS) complete(short, wire);
    };
  }
  program.commands
    .find((command) => command.name() === COMMAND)
    ?.description('print a completion script for bash, zsh, fish or powershell')
    .addHelpText('after', EXAMPLES);
}

/** @param typed what stands there so far @returns the paths that begin with it */
export function listPaths(typed: string, endings: readonly string[]): string[] {
  const found = listFolder(typed, endings);
  const [only] = found;
  // A shell puts a space after a single match: with what is in the folder beside it, one can type on.
  if (found.length === 1 && only?.endsWith('/') === true) found.push(...listFolder(only, endings));
  return found;
}

function listFolder(typed: string, endings: readonly string[]): string[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const start = typed.slice(folder.length);
  return readEntries(folder === '' ? '.' : folder)
    .filter((entry) => entry.name.startsWith(start) && (start !== '' || !entry.name.startsWith('.')))
    .flatMap((entry) => {
      if (entry.isDirectory()) return [`${folder}${entry.name}/`];
      return endings.some((ending) => entry.name.toLowerCase().endsWith(ending))
        ? [`${folder}${entry.name}`]
        : [];
    });
}

function readEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    // There is nothing to offer in a folder that cannot be read.
    if (isSystemError(error)) return [];
    throw error;
  }
}

/** Completion in shells: the scripts come from tab, the values that it cannot know from here. */
import { readdirSync, type Dirent } from 'node:fs';
import tab from '@bomb.sh/tab/commander';
import type { OptionHandler } from '@bomb.sh/tab';
import { flagOf, type Completion, type SettingsTable } from '@dumont/protocol/settings';
import type { Command } from 'commander';
import { describeHelp } from '../../command-line/program.ts';
import { isSystemError } from '../../host/system-error.ts';

export const COMPLETION = 'completion';

const EXAMPLES = [
  'source <(dumont-runner completion bash)    # needs the package bash-completion',
  'source <(dumont-runner completion zsh)',
  'dumont-runner completion fish > ~/.config/fish/completions/dumont-runner.fish',
  'dumont-runner completion powershell | Out-String | Invoke-Expression',
];

/** A command whose values can be completed. */
export interface Completable {
  /** As it is typed after the program's name. */
  readonly path: string;
  readonly settings: SettingsTable;
}

/** Adds `completion <shell>`, and the hidden `complete` that the scripts call. All flags must be there by then. */
export function addCompletion(program: Command, commands: readonly Completable[]): void {
  const root = tab(program, { completionCommandName: COMPLETION });
  for (const { path, settings } of commands) {
    const options = path === '' ? root.options : root.commands.get(path)?.options;
    for (const [name, { completion }] of Object.entries(settings)) {
      const option = options?.get(flagOf(name).replace(/^--/, ''));
      if (option !== undefined && completion !== undefined) option.handler = handlerFor(completion);
    }
  }
  program.commands
    .find((command) => command.name() === COMPLETION)
    ?.description('print a completion script for bash, zsh, fish or powershell')
    .addHelpText('after', describeHelp({ examples: EXAMPLES }));
}

function handlerFor(completion: Completion): OptionHandler {
  return (complete) => {
    if ('values' in completion) {
      for (const [value, meaning] of completion.values) complete(value, meaning);
    } else {
      for (const path of listPaths(process.argv.at(-1) ?? '', completion.endings)) complete(path, '');
    }
  };
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

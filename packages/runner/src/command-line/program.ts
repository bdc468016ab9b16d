/** A commander program that says on stderr what is wrong and leaves the exit to its caller. */
import { readFileSync } from 'node:fs';
import { DumontError, errorCatalogue, printableMessage } from '@dumont/protocol';
import { Command, type CommanderError } from 'commander';
import { z } from 'zod';
import { describeOption } from './options.ts';

/** @param packageFile the package.json with the program's version */
export function createProgram(name: string, description: string, packageFile: URL): Command {
  return new Command(name)
    .description(description)
    .version(readVersion(packageFile), '-V, --version')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(`${printableMessage(text)}\n`);
      },
    })
    .configureHelp({ optionDescription: describeOption });
}

/** @returns the command as it is typed, `dumont-runner providers add` */
export function commandLineOf(command: Command): string {
  const { parent } = command;
  return parent === null ? command.name() : `${commandLineOf(parent)} ${command.name()}`;
}

/** What stands below the options in a command's help. */
export interface HelpText {
  readonly examples: readonly string[];
  /** Paragraphs of lines of at most 80 columns. */
  readonly notes?: string;
}

export function describeHelp({ examples, notes }: HelpText): string {
  const lines = examples.map((example) => `  ${example}\n`).join('');
  return `\nExamples:\n${lines}${notes === undefined ? '' : `\n${notes}\n`}`;
}

/** Commander shows the help of the whole where it does not know the command that help is wanted of. @throws DumontError USAGE */
export function refuseUnknownHelp(program: Command, args: readonly string[]): void {
  const [asked, ...path] = args;
  if (asked !== 'help') return;
  let parent = program;
  for (const name of path) {
    if (name.startsWith('-')) return;
    const known = parent.commands.find((command) => command.name() === name);
    if (known === undefined && name !== 'help') {
      const visible = parent.createHelp().visibleCommands(parent);
      const names = visible.map((command) => command.name()).filter((other) => other !== 'help');
      const list = new Intl.ListFormat('en-GB').format(names);
      const problem = `there is no command ${[...path.slice(0, path.indexOf(name)), name].join(' ')}`;
      throw new DumontError('USAGE', names.length === 0 ? problem : `${problem}: commands are ${list}`);
    }
    if (known === undefined) return;
    parent = known;
  }
}

/** Commander has said by then what was wrong, or shown the help. */
export function exitCodeOf({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : errorCatalogue.USAGE.exitCode;
}

function readVersion(packageFile: URL): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version;
}

/** A commander program that says on stderr what is wrong and leaves the exit to its caller. */
import { readFileSync } from 'node:fs';
import { errorCatalogue, printableMessage } from '@dumont/protocol';
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

/** Commander has said by then what was wrong, or shown the help. */
export function exitCodeOf({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : errorCatalogue.USAGE.exitCode;
}

function readVersion(packageFile: URL): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version;
}

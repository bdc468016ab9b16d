/** The command line of `dumont-runner`, put together from its commands. What becomes of a call is given from outside. */
import { DumontError } from '@dumont/protocol';
import type { Command as CommanderCommand } from 'commander';
import { toOption } from '../../command-line/options.ts';
import { createProgram, describeHelp } from '../../command-line/program.ts';
import type { Command, CommandGroup } from '../commands/command.ts';
import { addCompletion, COMPLETION, type Completable } from './completion.ts';

const PACKAGE_FILE = new URL('../../../package.json', import.meta.url);

/** @param invoked knows the flags and words that were given */
export type Perform = (command: Command, invoked: CommanderCommand) => Promise<void>;

/** @param main what is done where none of the others is named */
export function buildProgram(
  main: Command,
  commands: readonly (Command | CommandGroup)[],
  perform: Perform,
): CommanderCommand {
  const program = createProgram('dumont-runner', main.summary, PACKAGE_FILE)
    .usage('--model <file|url> [options]')
    .enablePositionalOptions()
    .allowExcessArguments();
  fill(program, main, async () => {
    refuseWords(program.args, [...commands.map(({ name }) => name), COMPLETION]);
    await perform(main, program);
  });
  const completable = [{ path: '', settings: main.settings }, ...addAll(program, commands, perform)];
  addCompletion(program, completable);
  return program;
}

/** @returns the commands that were added, with their settings */
function addAll(
  parent: CommanderCommand,
  commands: readonly (Command | CommandGroup)[],
  perform: Perform,
): Completable[] {
  return commands.flatMap((command) => {
    const { name, summary } = command;
    const added = parent.command(name).description(summary);
    if ('commands' in command) {
      added.addHelpText('after', describeHelp(command));
      return addAll(added, command.commands, perform).map(({ path, settings }) => ({
        path: `${name} ${path}`,
        settings,
      }));
    }
    // The program itself takes words, to say what they may have been meant for; commands inherit that.
    fill(added.allowExcessArguments(false), command, () => perform(command, added));
    return [{ path: name, settings: command.settings }];
  });
}

function fill(target: CommanderCommand, command: Command, action: () => Promise<void>): void {
  const { words, settings, groups = [] } = command;
  target.addHelpText('after', describeHelp(command)).action(action);
  if (words !== undefined) target.argument(words.syntax, words.help);
  for (const [name, row] of Object.entries(settings)) {
    const option = toOption(name, row);
    const group = groups.find((candidate) => Object.hasOwn(candidate.settings, name));
    target.addOption(group === undefined ? option : option.helpGroup(group.heading));
  }
}

function refuseWords([first]: readonly string[], names: readonly string[]): void {
  if (first === undefined) return;
  throw new DumontError(
    'USAGE',
    `unexpected argument "${first}": a model is given by --model ${first}; commands are ${new Intl.ListFormat('en-GB').format(names)}`,
  );
}

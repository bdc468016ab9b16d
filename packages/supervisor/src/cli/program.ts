/** The command line of `dumont-supervisor`, put together from its commands. What becomes of a call is given from outside. */
import { variableOf, type Setting } from '@dumont/protocol/settings';
import { createProgram, describeHelp, describeOption, toOption } from '@dumont/runner/command-line';
import type { Command as CommanderCommand, Option } from 'commander';
import type { Command } from './commands/command.ts';

const PACKAGE_FILE = new URL('../../package.json', import.meta.url);

const NOTES = `
Each setting comes from its flag, else from its environment variable
(--redis-host: DUMONT_REDIS_HOST), else from config.json in the data folder, else
it has its default. Times are 500ms, 30s, 5m or 1h, sizes 512MB or 20GB.

Exit codes: 0 done, 1 a bug, 2 wrong use or a failed check, 130 and 143 stopped
at once by a second signal.
`;

/** @param invoked knows the flags that were given */
export type Perform = (command: Command, invoked: CommanderCommand) => Promise<void>;

export function buildProgram(commands: readonly Command[], perform: Perform): CommanderCommand {
  const program = createProgram(
    'dumont-supervisor',
    "Runs this machine as a worker of a fleet: takes a SARK orchestrator's benchmark jobs, one at a time.",
    PACKAGE_FILE,
  )
    .configureHelp({ optionDescription: ({ description }) => description })
    .addHelpText('after', NOTES);
  for (const command of commands) {
    const added = program.command(command.name).description(command.summary);
    added.addHelpText('after', describeHelp(command)).action(() => perform(command, added));
    for (const [name, row] of Object.entries(command.settings)) added.addOption(toNamedOption(name, row));
  }
  return program;
}

/** With its variable: a service is often set up by those alone. */
function toNamedOption(name: string, row: Setting): Option {
  const option = toOption(name, row);
  option.description = describeOption(option);
  if (!row.notIn?.includes('variable')) option.description += ` [${variableOf(name)}]`;
  return option;
}

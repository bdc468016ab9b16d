/** A command is one file: its name, help, settings and what it does. */
import type { GivenSettings, SettingsTable, ValuesOf } from '@dumont/protocol/settings';
import type { HelpText } from '../../command-line/program.ts';
import type { COMMON_SETTINGS } from '../args/settings/results.ts';
import type { Surroundings } from '../output/surroundings.ts';

/** What a command was told. */
export interface Call<Table extends SettingsTable> {
  readonly values: ValuesOf<Table>;
  /** Where each value comes from, for errors. */
  readonly given: GivenSettings;
  /** What is no flag. */
  readonly words: readonly string[];
  readonly surroundings: Surroundings;
}

/** Every command takes those. */
export type CommandTable = SettingsTable & typeof COMMON_SETTINGS;

export interface Command<Table extends CommandTable = CommandTable> extends HelpText {
  readonly name: string;
  readonly summary: string;
  /** The words it takes, as commander writes them; else it takes none. */
  readonly words?: { readonly syntax: string; readonly help: string };
  readonly settings: Table;
  /** Headings in the help, by names of settings. */
  readonly groups?: readonly { readonly heading: string; readonly settings: SettingsTable }[];
  /**
   * Loads what it works with only now: help and completion are to answer at once.
   * @returns the exit code @throws DumontError; the signal's reason where it was aborted
   */
  run(call: Call<Table>): Promise<number>;
}

export interface CommandGroup extends HelpText {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

/** Infers the types of the values from the settings. */
export function defineCommand<const Table extends CommandTable>(command: Command<Table>): Command<Table> {
  return command;
}

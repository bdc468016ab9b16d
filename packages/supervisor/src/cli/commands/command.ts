/** A command is one file: its name, help, settings and what it does. */
import { SWITCH, type GivenSettings, type SettingsTable, type ValuesOf } from '@dumont/protocol/settings';
import type { HelpText } from '@dumont/runner/command-line';
import type { Logger } from 'pino';
import { SETTINGS, type Config } from '../../config/settings.ts';

/** @throws DumontError OUTPUT_FAILED; a reader that has gone is no error */
export type WriteOut = (text: string) => Promise<void>;

/** What a command was told. */
export interface Call<Table extends SettingsTable = SettingsTable> {
  /** All of the worker's settings, and the command's own. */
  readonly config: Config & ValuesOf<Table>;
  /** As it was given, for what is to be kept. */
  readonly given: GivenSettings;
  readonly log: Logger;
  /** To standard output, without secrets: what servers say, who may repeat what they were sent, is in it. */
  readonly writeOut: WriteOut;
}

export interface Command<Table extends SettingsTable = SettingsTable> extends HelpText {
  readonly name: string;
  readonly summary: string;
  /** What has a flag here; the worker's other settings are read from elsewhere too. */
  readonly settings: Table;
  /** @returns the exit code @throws DumontError */
  run(call: Call<Table>): Promise<number>;
}

/** Infers the types of the values from the settings. */
export function defineCommand<const Table extends SettingsTable>(command: Command<Table>): Command<Table> {
  return command;
}

/** To be spread into a row: for this one call, neither kept nor read from elsewhere. */
export const ONCE = { notIn: ['variable', 'file'] } as const;
export const PRINT_JSON = { ...SWITCH, ...ONCE, help: 'print JSON' } as const;

const { dataDir, config, logLevel, sandbox, scratchSize } = SETTINGS;
/** Where settings come from and logs go to: of every command. */
export const WHERE = { dataDir, config, logLevel };
/** What running something in the sandbox needs. */
export const CONFINEMENT = { sandbox, scratchSize };

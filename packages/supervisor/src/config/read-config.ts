/** From what was given in four places to one frozen configuration: flag, then variable, then file, then default. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DumontError, messageOf } from '@dumont/protocol';
import {
  fromFlags,
  fromVariables,
  resolveSettings,
  type Flags,
  type Given,
  type GivenSettings,
  type ResolvedSettings,
  type SettingsTable,
  type Variables,
} from '@dumont/protocol/settings';
import { nullIfMissing, readTextFile } from '@dumont/runner/host';
import { z } from 'zod';
import { SETTINGS, type Config, type SettingName } from './settings.ts';

export const CONFIG_FILE = 'config.json';

const fileValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const fileSchema = z.record(z.string(), z.union([fileValue.transform((text) => [text]), z.array(fileValue)]));

export interface ReadConfig {
  readonly config: Config;
  /** As it was given, for what is to be kept. */
  readonly given: GivenSettings;
}

/** @throws DumontError USAGE that names everything that is wrong, and where */
export async function readConfig(
  flags: ReadonlyMap<SettingName, readonly string[]>,
  variables: Variables,
): Promise<ReadConfig> {
  const { values, given } = await readSettings(SETTINGS, flags, variables);
  return { config: values, given };
}

/** @param table the worker's, perhaps with others */
export async function readSettings<Table extends SettingsTable & typeof SETTINGS>(
  table: Table,
  flags: Flags,
  variables: Variables,
): Promise<ResolvedSettings<Table>> {
  const outside = [fromFlags(flags), fromVariables(table, variables)];
  const { dataDir, config } = resolveSettings(FILE_SETTINGS, ...outside).values;
  const inFile = await fromFile(table, config ?? path.join(dataDir, CONFIG_FILE), config !== null);
  return resolveSettings(table, ...outside, inFile);
}

/** These say where the file is. */
const FILE_SETTINGS = { dataDir: SETTINGS.dataDir, config: SETTINGS.config };

/** @param required whether it was asked for by name */
async function fromFile(table: SettingsTable, file: string, required: boolean): Promise<GivenSettings> {
  // One that is named may be a pipe, such as of bash.
  const reading = required ? nullIfMissing(readFile(file, 'utf8')) : readTextFile(file);
  const text = await reading.catch((cause: unknown) => {
    throw new DumontError('USAGE', `the configuration file ${file} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  });
  if (text === null) {
    if (required) throw new DumontError('USAGE', `there is no configuration file ${file}`);
    return new Map();
  }
  const parsed = fileSchema.safeParse(parseJson(text, file));
  if (!parsed.success) {
    throw new DumontError(
      'USAGE',
      `${file} must be a JSON object of settings: text, numbers, true, false or lists`,
    );
  }
  const given = Object.entries(parsed.data).map(([name, texts]): [string, Given] => {
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    if (row === undefined || row.notIn?.includes('file'))
      throw new DumontError('USAGE', `${file} has a setting "${name}", which there is not`);
    return [name, { texts, source: 'file', label: `"${name}" in ${file}` }];
  });
  return new Map(given);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The rest of its message is a piece of the file, which may be a secret.
    const where = /position \d+/.exec(messageOf(cause))?.[0];
    throw new DumontError('USAGE', `${file} is no JSON${where === undefined ? '' : ` at ${where}`}`);
  }
}

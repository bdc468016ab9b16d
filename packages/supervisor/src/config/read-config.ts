/** From what was given in four places to one frozen configuration: flag, then environment, then file, then default. */
import { readFile } from 'node:fs/promises';
import { nullIfMissing, readTextFile } from '@dumont/runner/host';
import { DumontError, messageOf } from '@dumont/protocol';
import { z } from 'zod';
import path from 'node:path';
import {
  OPTION_NAMES,
  OPTIONS,
  optionRow,
  variableOf,
  flagOf,
  type Config,
  type OptionName,
} from './options.ts';

export const CONFIG_FILE = 'config.json';

export type Source = 'flag' | 'environment' | 'file' | 'default';

/** A setting as given, still text: several for one that is repeatable. */
export interface Given {
  readonly texts: readonly string[];
  readonly source: Source;
  /** What to call it in an error. */
  readonly label: string;
}

/** By the setting's name; what was not given is not there. */
export type Flags = ReadonlyMap<OptionName, readonly string[]>;
type Environment = Readonly<Record<string, string | undefined>>;

export interface ReadConfig {
  readonly config: Config;
  readonly sources: Readonly<Record<OptionName, Source>>;
  /** As it was given, for what is to be kept. */
  readonly given: ReadonlyMap<OptionName, Given>;
}

const fileValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const fileSchema = z.record(z.string(), z.union([fileValue.transform((text) => [text]), z.array(fileValue)]));

/** @throws DumontError USAGE that names everything that is wrong, and where */
export async function readConfig(flags: Flags, environment: Environment): Promise<ReadConfig> {
  const outside = new Map([...fromEnvironment(environment), ...fromFlags(flags)]);
  const folder = parseOne('dataDir', outside.get('dataDir'));
  const named = parseOne('config', outside.get('config'));
  const file = typeof named === 'string' ? named : path.join(String(folder), CONFIG_FILE);
  const inFile = await fromFile(file, typeof named === 'string');
  return parseAll(new Map([...inFile, ...outside]));
}

function parseAll(given: Map<OptionName, Given>): ReadConfig {
  const problems: string[] = [];
  const values = OPTION_NAMES.map((name) => {
    try {
      return [name, parseOne(name, given.get(name))];
    } catch (error) {
      if (!(error instanceof DumontError)) throw error;
      problems.push(error.message);
      return [name, null];
    }
  });
  if (problems.length > 0) throw new DumontError('USAGE', problems.join('\n'));
  const sources = OPTION_NAMES.map((name) => [name, given.get(name)?.source ?? 'default']);
  return {
    config: Object.freeze(Object.fromEntries(values)) as Config,
    sources: Object.fromEntries(sources) as Record<OptionName, Source>,
    given,
  };
}

/** @throws DumontError USAGE */
function parseOne(name: OptionName, given: Given | undefined): unknown {
  const row = optionRow(name);
  if (row.repeatable) return (given?.texts ?? []).map((text) => parseText(name, text, given?.label));
  const text = given?.texts.at(-1) ?? row.initial;
  return text === undefined ? null : parseText(name, text, given?.label);
}

function parseText(name: OptionName, text: string, label = `--${flagOf(name)}`): unknown {
  const { value, secret } = optionRow(name);
  const parsed = value.safeParse(text);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? 'is wrong';
  throw new DumontError('USAGE', `${label} ${secret ? message.replace(/, not ".*"$/s, '') : message}`);
}

function fromFlags(flags: Flags): [OptionName, Given][] {
  return [...flags].map(([name, texts]) => [name, { texts, source: 'flag', label: `--${flagOf(name)}` }]);
}

function fromEnvironment(environment: Environment): [OptionName, Given][] {
  return OPTION_NAMES.flatMap((name): [OptionName, Given][] => {
    const label = variableOf(name);
    const text = environment[label];
    if (text === undefined || text === '') return [];
    const texts = optionRow(name).repeatable ? text.split(',').map((part) => part.trim()) : [text];
    return [[name, { texts, source: 'environment', label }]];
  });
}

/** @param required whether it was asked for by name */
async function fromFile(file: string, required: boolean): Promise<[OptionName, Given][]> {
  // One that is named may be a pipe, such as of bash.
  const reading = required ? nullIfMissing(readFile(file, 'utf8')) : readTextFile(file);
  const text = await reading.catch((cause: unknown) => {
    throw new DumontError('USAGE', `the configuration file ${file} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  });
  if (text === null) {
    if (required) throw new DumontError('USAGE', `there is no configuration file ${file}`);
    return [];
  }
  const parsed = fileSchema.safeParse(parseJson(text, file));
  if (!parsed.success) {
    throw new DumontError(
      'USAGE',
      `${file} must be a JSON object of settings: text, numbers, true, false or lists`,
    );
  }
  return Object.entries(parsed.data).map(([key, texts]) => {
    const name = OPTION_NAMES.find((known) => known === key && !optionRow(known).notInFile);
    if (name === undefined)
      throw new DumontError('USAGE', `${file} has a setting "${key}", which there is not`);
    return [name, { texts, source: 'file', label: `"${key}" in ${file}` }];
  });
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

export type { Config } from './options.ts';
export { OPTIONS };

/** Where each flag's value comes from: the command line, else the environment, else the default. */
import { DumontError } from '@dumont/protocol';
import type { Command, Option } from 'commander';
import { z } from 'zod';
import { RepeatableOption } from './repeatable-option.ts';

/** One flag's value as given, still text, and what to call it in an error. */
export interface RawOption {
  readonly value: unknown;
  readonly label: string;
  readonly source: 'flag' | 'environment' | 'default';
}

/** By commander's attribute name, as in `intraOpThreads`. */
export type RawOptions = ReadonlyMap<string, RawOption>;

type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** Separates the values of a repeatable flag in its environment variable. */
const LIST_SEPARATOR = ';';

/** Flags that exclude each other. One on the command line silences another from the environment. */
const EXCLUSIVE = [
  ['duration', 'runs'],
  ['duration', 'untilStable'],
  ['pairs', 'budget'],
  ['sustain', 'runs'],
  ['sustain', 'duration'],
  ['sustain', 'untilStable'],
] as const;

/** @returns the environment variable of a flag: `--intra-op-threads` is set by `DUMONT_INTRA_OP_THREADS` */
export function environmentName(option: Option): string {
  return `DUMONT_${(option.long ?? '').replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`;
}

/** @throws DumontError USAGE where two flags exclude each other or a switch's variable is no boolean */
export function readRawOptions(command: Command, environment: EnvironmentVariables): RawOptions {
  const options = command.options.filter((option) => option.long !== '--version');
  const raw = new Map(
    options.map((option) => [option.attributeName(), readRawOption(option, command, environment)]),
  );
  for (const [first, second] of EXCLUSIVE) {
    const loser = findLoser(raw.get(first), raw.get(second));
    const option = options.find((candidate) => raw.get(candidate.attributeName()) === loser);
    if (option !== undefined) raw.set(option.attributeName(), defaultOf(option));
  }
  return raw;
}

function readRawOption(option: Option, command: Command, environment: EnvironmentVariables): RawOption {
  const key = option.attributeName();
  if (command.getOptionValueSource(key) === 'cli') {
    return { value: command.getOptionValue(key) as unknown, label: option.long ?? key, source: 'flag' };
  }
  const name = environmentName(option);
  const text = environment[name];
  if (text === undefined || text === '') return defaultOf(option);
  return { value: readVariable(option, name, text), label: name, source: 'environment' };
}

function readVariable(option: Option, name: string, text: string): unknown {
  if (option instanceof RepeatableOption) return text.split(LIST_SEPARATOR).filter((part) => part !== '');
  const isSwitch = !option.required && !option.optional;
  if (!isSwitch) return text;
  const flag = z.stringbool().safeParse(text);
  if (!flag.success) throw new DumontError('USAGE', `${name} must be true or false, not "${text}"`);
  return option.negate ? !flag.data : flag.data;
}

function defaultOf(option: Option): RawOption {
  const value: unknown = option.negate ? true : option.defaultValue;
  return { value, label: option.long ?? option.name(), source: 'default' };
}

/** @returns the one of the two that gives way, if both were given */
function findLoser(first: RawOption | undefined, second: RawOption | undefined): RawOption | undefined {
  if (!isGiven(first) || !isGiven(second)) return undefined;
  if (first.source === second.source) {
    throw new DumontError('USAGE', `${first.label} and ${second.label} exclude each other`);
  }
  return first.source === 'environment' ? first : second;
}

function isGiven(option: RawOption | undefined): option is RawOption {
  return option !== undefined && option.source !== 'default' && option.value !== false;
}

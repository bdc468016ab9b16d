/** A setting is one row: its flag, variable, key in a file, help, completion and documentation are all made from it. */
import type { z } from 'zod';

interface Described {
  readonly help: string;
  /** A short flag, such as `-m`. */
  readonly short?: string;
  /** What follows the flag in the help; a switch has none. */
  readonly placeholder?: string;
  /** The only values that there are: listed in the help, offered by completion, and refused otherwise before they are parsed. */
  readonly choices?: readonly string[];
  readonly completion?: Completion;
  /** Never shown, never logged. */
  readonly secret?: true;
  /** Where it cannot be set. */
  readonly notIn?: readonly ('variable' | 'file')[];
  /** Settings that make no sense beside this one. On the command line, it silences them where they are set elsewhere. */
  readonly excludes?: readonly string[];
  /** Switches that are on where this one is. */
  readonly implies?: readonly string[];
  /** What to say where it is not given but has to be; reads after its name. */
  readonly missing?: string;
}

/** What a shell offers: paths, folders always and files by their endings; or values, each with its meaning. */
export type Completion =
  | { readonly endings: readonly string[] }
  | { readonly values: readonly (readonly [value: string, meaning: string])[] };

export interface SingleSetting extends Described {
  readonly value: z.ZodType<unknown, string>;
  /** The default, as somebody would type it. */
  readonly initial?: string;
}

/** May be given several times. */
export interface ListSetting extends Described {
  readonly value: z.ZodType<unknown, string[]>;
  /** How a variable's text is split into the values. */
  readonly list: (text: string) => string[];
}

export type Setting = SingleSetting | ListSetting;
/** By name, as in `redisPort`. */
export type SettingsTable = Readonly<Record<string, Setting>>;

/** `null` where nothing was given and there is no default. */
export type ValueOf<Row extends Setting> = Row extends
  { readonly list: unknown } | { readonly initial: string } | { readonly missing: string }
  ? z.output<Row['value']>
  : z.output<Row['value']> | null;

export type ValuesOf<Table extends SettingsTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> };

/** `redisPort` → `--redis-port` */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `redisPort` → `DUMONT_REDIS_PORT` */
export function variableOf(name: string): string {
  return `DUMONT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

export function isList(row: Setting): row is ListSetting {
  return 'list' in row;
}

export function isSwitch(row: Setting): boolean {
  return row.placeholder === undefined;
}

export function initialOf(row: Setting): string | undefined {
  return isList(row) ? undefined : row.initial;
}

/**
 * The separator of lists in variables. Values hold commas (text for an input), colons (URLs, Windows' paths, names of inputs) and blanks,
 * but hardly ever this.
 */
export function splitAtSemicolons(text: string): string[] {
  return text.split(';').filter((part) => part !== '');
}

/** For values that hold neither commas nor blanks, such as hosts: the worker used to separate them by commas. */
export function splitAtSemicolonsOrCommas(text: string): string[] {
  return text.split(/[;,]/).flatMap((part) => part.trim() || []);
}

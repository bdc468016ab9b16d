/** Where a setting's value comes from: its flag, else its variable, else the file, else its default. */
import type { z } from 'zod';
import { DumontError } from '../errors.ts';
import {
  flagOf,
  isList,
  isSwitch,
  variableOf,
  type Setting,
  type SettingsTable,
  type ValuesOf,
} from './setting.ts';
import { toggle } from './values.ts';

export type Source = 'flag' | 'variable' | 'file';

/** A setting as given, still text: several for a list. */
export interface Given {
  readonly texts: readonly string[];
  readonly source: Source;
  /** What to call it in an error. */
  readonly label: string;
}

/** By the setting's name; what was not given is not there. */
export type GivenSettings = ReadonlyMap<string, Given>;
export type Flags = ReadonlyMap<string, readonly string[]>;
export type Variables = Readonly<Record<string, string | undefined>>;

export interface ResolvedSettings<Table extends SettingsTable> {
  readonly values: ValuesOf<Table>;
  readonly given: GivenSettings;
}

export function fromFlags(flags: Flags): GivenSettings {
  return new Map([...flags].map(([name, texts]) => [name, { texts, source: 'flag', label: flagOf(name) }]));
}

/** An empty variable is none. */
export function fromVariables(table: SettingsTable, variables: Variables): GivenSettings {
  const given = Object.entries(table).flatMap(([name, row]): [string, Given][] => {
    const label = variableOf(name);
    const text = variables[label] ?? '';
    if (text === '' || row.notIn?.includes('variable')) return [];
    return [[name, { texts: isList(row) ? row.list(text) : [text], source: 'variable', label }]];
  });
  return new Map(given);
}

/** @param places the strongest first @throws DumontError USAGE that names everything that is wrong, and where */
export function resolveSettings<const Table extends SettingsTable>(
  table: Table,
  ...places: readonly GivenSettings[]
): ResolvedSettings<Table> {
  const given = withoutSilenced(table, new Map(places.toReversed().flatMap((place) => [...place])));
  const problems: string[] = [];
  const values = new Map<string, unknown>();
  for (const [name, row] of Object.entries(table)) {
    const parsed = parseSetting(name, row, given.get(name));
    problems.push(...parsed.problems);
    values.set(name, parsed.value);
  }
  if (problems.length > 0) throw new DumontError('USAGE', problems.join('\n'));
  for (const [name, { implies = [] }] of Object.entries(table)) {
    if (values.get(name) === true) for (const other of implies) values.set(other, true);
  }
  return { values: Object.freeze(Object.fromEntries(values)) as ValuesOf<Table>, given };
}

/** @returns what to call a setting in an error */
export function labelOf(name: string, given: GivenSettings): string {
  return given.get(name)?.label ?? flagOf(name);
}

interface Parsed {
  readonly value: unknown;
  readonly problems: readonly string[];
}

function parseSetting(name: string, row: Setting, given: Given | undefined): Parsed {
  const label = given?.label ?? flagOf(name);
  if (given === undefined && row.missing !== undefined) {
    return { value: null, problems: [`${label} ${row.missing}`] };
  }
  const parsed = parseTexts(row, given?.texts ?? []);
  if (parsed === null) return { value: null, problems: [] };
  if (parsed.success) return { value: parsed.data, problems: [] };
  const messages = parsed.error.issues.map(({ message }) => (row.secret ? withoutValue(message) : message));
  return { value: null, problems: messages.map((message) => `${label} ${message}`) };
}

/** @returns null where there is nothing to parse */
function parseTexts(row: Setting, texts: readonly string[]): z.ZodSafeParseResult<unknown> | null {
  if (isList(row)) return row.value.safeParse(texts);
  const text = texts.at(-1) ?? row.initial;
  return text === undefined ? null : row.value.safeParse(text);
}

function withoutValue(message: string): string {
  return message.replace(/, not ".*"$/s, '');
}

/** @throws DumontError USAGE where two that exclude each other come from the same place */
function withoutSilenced(table: SettingsTable, given: Map<string, Given>): GivenSettings {
  for (const [name, { excludes = [] }] of Object.entries(table)) {
    for (const other of excludes) {
      const [one, two] = [effective(name, table, given), effective(other, table, given)];
      if (one === undefined || two === undefined) continue;
      if (one.source === two.source) {
        throw new DumontError('USAGE', `${one.label} and ${two.label} exclude each other`);
      }
      given.delete(RANK[one.source] > RANK[two.source] ? other : name);
    }
  }
  return given;
}

const RANK = { flag: 2, variable: 1, file: 0 } as const satisfies Record<Source, number>;

/** @returns undefined where it was not given, or is a switch that was given as off */
function effective(name: string, table: SettingsTable, given: GivenSettings): Given | undefined {
  const found = given.get(name);
  const row = table[name];
  if (found === undefined || row === undefined) return undefined;
  const off = isSwitch(row) && toggle.safeParse(found.texts.at(-1)).data === false;
  return off ? undefined : found;
}

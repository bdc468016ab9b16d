/** Flags of commander from rows of settings, and what was given by them. Values stay text here. */
import {
  flagOf,
  initialOf,
  isList,
  isSwitch,
  type Setting,
  type SettingsTable,
} from '@dumont/protocol/settings';
import { Option, type Command } from 'commander';
import { z } from 'zod';

/** Built anew for each command: commander's options hold state. */
export function toOption(name: string, row: Setting): Option {
  const { short, placeholder, choices, help } = row;
  const flag = `${short === undefined ? '' : `${short}, `}${flagOf(name)}${isSwitch(row) ? '' : ` <${placeholder}>`}`;
  const option = new Option(flag, isList(row) ? `${help}; repeatable` : help);
  if (choices !== undefined) option.choices(choices);
  if (isList(row))
    option.argParser((text: string, previous: string[] | undefined) => [...(previous ?? []), text]);
  const initial = initialOf(row);
  return isSwitch(row) || initial === undefined ? option : option.default(initial);
}

/** The line of the help, without commander's quotes, which say nothing to a reader. */
export function describeOption(option: Option): string {
  const choices = option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`;
  const initial = option.defaultValue === undefined ? '' : ` (default: ${String(option.defaultValue)})`;
  return `${option.description}${choices}${initial}`;
}

const givenSchema = z.union([
  z.string().transform((text) => [text]),
  // `--no-color` is stored as a colour that is off: a switch that was given is on.
  z.boolean().transform(() => ['true']),
  z.array(z.string()),
]);

/** @returns the texts of each setting that was given on the command line */
export function readFlags(table: SettingsTable, command: Command): Map<string, string[]> {
  const given = Object.keys(table).flatMap((name): [string, string[]][] => {
    const attribute = command.options.find(({ long }) => long === flagOf(name))?.attributeName();
    if (attribute === undefined || command.getOptionValueSource(attribute) !== 'cli') return [];
    return [[name, givenSchema.parse(command.getOptionValue(attribute))]];
  });
  return new Map(given);
}

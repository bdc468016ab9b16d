/** What the text of a setting means, for both programs. Every message reads after the setting's name. */
import { z } from 'zod';
import { COMPUTE_UNITS, parseComputeUnit } from '../units/compute-units.ts';
import type { sandboxModeSchema } from '../report/sandbox.ts';
import type { NameValue } from './name-value.ts';
import { parsedText } from './parsed-text.ts';
import { parseCount, parseDurationMs, parsePercent, parseSizeBytes, parseTolerance } from './quantities.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
/** The most usual first. */
export const SANDBOX_MODES = [
  'auto',
  'strict',
  'off',
] as const satisfies (typeof sandboxModeSchema.options)[number][];

export const DURATION = 'a time above 0 and up to 24 days, such as 500ms, 30s or 5m';
const SIZE = 'a size with its unit, such as 512MB or 2GB (MB = 2^20 bytes)';

export const filled = parsedText('filled in', (text) => text.trim() || undefined);
export const toggle = parsedText('true or false', (text) => z.stringbool().safeParse(text).data);
/** In milliseconds. */
export const duration = parsedText(`${DURATION} (a plain number means seconds)`, parseDurationMs);
/** In bytes. */
export const size = parsedText(SIZE, parseSizeBytes);
/** In bytes, or `none`. */
export const memoryLimit = parsedText(`none or ${SIZE}`, (text) =>
  text === 'none' ? text : parseSizeBytes(text),
);
/** A fraction of 1. */
export const percent = parsedText('a percentage of 0 or more with its sign, such as 5%', parsePercent);
export const tolerance = parsedText('a number of 0 or more, such as 1e-3', parseTolerance);
export const enginePackage = parsedText('a package', (text) => text.trim() || undefined);
export const computeUnit = parsedText(
  `one of ${COMPUTE_UNITS.map(({ short }) => short).join(', ')} or a full name such as "CPU (ONNX)"`,
  parseComputeUnit,
);

export function count(min: number, max: number): z.ZodType<number, string> {
  return parsedText(`a whole number from ${min} to ${max.toLocaleString('en')}`, (text) =>
    parseCount(text, min, max),
  );
}

export function oneOf<const Names extends readonly string[]>(names: Names): z.ZodType<Names[number], string> {
  return parsedText(`one of ${names.join(', ')}`, (text) => names.find((name) => name === text));
}

/** To be spread into a row. */
export function choiceOf<const Names extends readonly string[]>(
  names: Names,
): { readonly value: z.ZodType<Names[number], string>; readonly choices: Names } {
  return { value: oneOf(names), choices: names };
}

/** A switch that is off unless it is given; to be spread into a row. */
export const SWITCH = { value: toggle, initial: 'false' } as const;

export function listOf<Value>(item: z.ZodType<Value, string>): z.ZodType<readonly Value[], string[]> {
  return z.array(item);
}

/** A list of pairs, as an object: a name cannot be given twice. */
export function namedValues<Value>(
  expected: string,
  split: (text: string) => NameValue | undefined,
  parse: (text: string) => Value | undefined,
): z.ZodType<Readonly<Record<string, Value>>, string[]> {
  const pair = parsedText(expected, (text): NameValue<Value> | undefined => {
    const found = split(text);
    const value = found === undefined ? undefined : parse(found.value);
    return found === undefined || value === undefined ? undefined : { name: found.name, value };
  });
  return z.array(pair).transform((pairs, context) => {
    const names = pairs.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `is given twice for "${twice}"` });
    return Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
  });
}

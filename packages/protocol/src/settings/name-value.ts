/** `name=value` flags. Names of a model's inputs may hold `:`, `/`, `.` and even `=`. */

export interface NameValue<Value = string> {
  readonly name: string;
  readonly value: Value;
}

/**
 * Splits at the last `=`: for values that cannot hold one themselves, such as sizes.
 * @returns `undefined` where there is no `=` or no name
 */
export function splitAtLast(text: string): NameValue | undefined {
  return splitAt(text, text.lastIndexOf('='));
}

/**
 * Splits at the first `=`: for file names and text, which may hold more. A name that holds one is written as a JSON
 * string: `"a=b"=5`.
 * @returns `undefined` where there is no `=` or no name
 */
export function splitAtFirst(text: string): NameValue | undefined {
  const quoted = /^("(?:[^"\\]|\\.)+")=(.*)$/s.exec(text);
  if (quoted === null) return splitAt(text, text.indexOf('='));
  const name = parseJsonString(quoted[1] ?? '');
  return name === undefined ? undefined : { name, value: quoted[2] ?? '' };
}

/** @param text sizes joined by `x`, as in `1x3x224x224`; empty for a scalar */
export function parseShape(text: string): number[] | undefined {
  if (text === '') return [];
  const sizes = text.split('x').map(parseDimension);
  return sizes.every((size) => size !== undefined) ? sizes : undefined;
}

/** @param text a size of 0 or more; engines count elements in 32 bits and more */
export function parseDimension(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
const RANGE = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})$`, 'i');

/** @param text least and most, as in `0..30521` or `-1.5..1.5` */
export function parseRange(text: string): [least: number, most: number] | undefined {
  const [, least, most] = (RANGE.exec(text) ?? []).map(Number);
  if (least === undefined || most === undefined || !Number.isFinite(least) || !Number.isFinite(most))
    return undefined;
  return least <= most ? [least, most] : undefined;
}

function splitAt(text: string, index: number): NameValue | undefined {
  return index > 0 ? { name: text.slice(0, index), value: text.slice(index + 1) } : undefined;
}

function parseJsonString(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

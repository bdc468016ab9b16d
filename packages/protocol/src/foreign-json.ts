/** JSON that somebody else has written: looked over before it is parsed, because a small text can become a lot of memory. */
import { parseJson } from './parse-json.ts';

export interface JsonBounds {
  /** Arrays and objects inside each other. */
  readonly depth: number;
  /** Members of all arrays and objects, and these themselves. */
  readonly values: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
/** `[` and `]` with this bit are `{` and `}`. */
const CURLY = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** One pass over the text, which need not be JSON; it takes no memory. */
export function isWithinBounds(text: string, { depth, values }: JsonBounds): boolean {
  let [open, found] = [0, 1];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index);
    } else if (code === COMMA) {
      found += 1;
    } else if ((code | CURLY) === OPENING) {
      open += 1;
      found += 1;
    } else if ((code | CURLY) === CLOSING) {
      open -= 1;
    }
    if (open > depth || found > values) return false;
  }
  return true;
}

/** @returns undefined for what is no JSON or more than is allowed: no schema of an object takes that */
export function parseForeignJson(text: string, bounds: JsonBounds): unknown {
  return isWithinBounds(text, bounds) ? parseJson(text) : undefined;
}

/** @param start where it begins @returns where its last quote is; the text's end where there is none */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === BACKSLASH) index += 1;
    else if (code === QUOTE) return index;
  }
  return text.length;
}

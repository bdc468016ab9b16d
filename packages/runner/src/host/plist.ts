/** Property lists as macOS writes them in XML (Apple's PropertyList-1.0 DTD). Pure. */

export type PlistValue = string | number | boolean | readonly PlistValue[] | PlistDictionary;
export type PlistDictionary = ReadonlyMap<string, PlistValue>;

/** The registry's go ten deep. */
const MOST_DEPTH = 64;

const BEGIN = /\s*<([a-z]+)\s*(\/?)>/y;
const PROLOGUE = /^(?:\s*<(?:\?xml[^>]*\?|!DOCTYPE[^>]*)>)*\s*<plist version="1\.0">/;
const NAMED = new Map(Object.entries({ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }));

/** @returns what it holds; data and dates are the text that stands for them; null where it is no property list */
export function parsePlist(text: string): PlistValue | null {
  const prologue = PROLOGUE.exec(text);
  if (prologue === null) return null;
  const reader = new Reader(text, prologue[0].length);
  const value = reader.value(0);
  return value === null || !reader.takes('plist') ? null : value;
}

/** Gives null for whatever it does not understand, all the way up. */
class Reader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  /** Whether this element ends here. */
  takes(name: string): boolean {
    const end = `</${name}>`;
    const rest = /\s*/y;
    rest.lastIndex = this.#at;
    rest.exec(this.#text);
    if (!this.#text.startsWith(end, rest.lastIndex)) return false;
    this.#at = rest.lastIndex + end.length;
    return true;
  }

  value(depth: number): PlistValue | null {
    const element = this.#begin();
    if (element === null || depth > MOST_DEPTH) return null;
    const { name, isEmpty } = element;
    if (name === 'true' || name === 'false') return isEmpty ? name === 'true' : null;
    if (name === 'dict') return isEmpty ? new Map<string, PlistValue>() : this.#dictionary(depth);
    if (name === 'array') return isEmpty ? [] : this.#array(depth);
    const text = isEmpty ? '' : this.#textOf(name);
    return text === null ? null : toScalar(name, text);
  }

  #dictionary(depth: number): PlistDictionary | null {
    const entries = new Map<string, PlistValue>();
    while (!this.takes('dict')) {
      const element = this.#begin();
      const key = element?.name === 'key' ? (element.isEmpty ? '' : this.#textOf('key')) : null;
      const value = key === null ? null : this.value(depth + 1);
      if (key === null || value === null) return null;
      entries.set(key, value);
    }
    return entries;
  }

  #array(depth: number): PlistValue[] | null {
    const values: PlistValue[] = [];
    while (!this.takes('array')) {
      const value = this.value(depth + 1);
      if (value === null) return null;
      values.push(value);
    }
    return values;
  }

  #begin(): { name: string; isEmpty: boolean } | null {
    BEGIN.lastIndex = this.#at;
    const token = BEGIN.exec(this.#text);
    if (token === null) return null;
    this.#at = BEGIN.lastIndex;
    return { name: token[1] ?? '', isEmpty: token[2] === '/' };
  }

  #textOf(name: string): string | null {
    const end = this.#text.indexOf('<', this.#at);
    if (end < 0) return null;
    const raw = this.#text.slice(this.#at, end);
    this.#at = end;
    return this.takes(name) ? raw.replace(/&(#\d+|#x[\da-f]+|[a-z]+);/gi, unescape) : null;
  }
}

function toScalar(name: string, text: string): string | number | null {
  if (name === 'string' || name === 'data' || name === 'date') return text;
  if (name !== 'integer' && name !== 'real') return null;
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? null : number;
}

function unescape(whole: string, name: string): string {
  if (!name.startsWith('#')) return NAMED.get(name) ?? whole;
  const code = name[1]?.toLowerCase() === 'x' ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
}

/** Text that others have written (models, file names, engines, servers), made safe to show: the one place for it. */

/**
 * Control characters, separators of lines, and what turns the direction of text: a name must not be able to steer a terminal, begin a
 * line of its own or be read backwards.
 */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** JSON has escaped the others already; its own line breaks are none of them. */
const UNPRINTABLE_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** @returns one line */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character === '\n' || character === '\t' ? ' ' : escapeSequence(character),
  );
}

/** @returns as many lines as the text has */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** @returns as many lines, the first of which alone begins at the margin: what follows cannot pass for a message of its own */
export function printableMessage(text: string): string {
  return printableLines(text.trimEnd()).replaceAll('\n', '\n       ');
}

/** @returns the same with every text in it, and every name, in one line; a `message` may have several */
export function printableDocument<Document>(document: Document): Document {
  return convert('', document) as Document;
}

/** JSON for a terminal as well as for a parser, which gets exactly the value. */
export function printableJson(value: unknown, indent?: number): string {
  return escapeJson(JSON.stringify(value, null, indent));
}

/** @param json its value stays the same */
export function escapeJson(json: string): string {
  return json.replace(UNPRINTABLE_IN_JSON, escapeSequence);
}

/** @param line of a log, as JSON @returns the same for what parses it and then shows its texts as they are */
export function showableLine(line: string): string {
  return `${JSON.stringify(printableDocument(JSON.parse(line)))}\n`;
}

function escapeSequence(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function convert(name: string, value: unknown): unknown {
  if (typeof value === 'string') return name === 'message' ? printableLines(value) : printable(value);
  if (typeof value !== 'object' || value === null) return value;
  // Samples, of which there may be ten million.
  if (Array.isArray(value))
    return typeof value[0] === 'number' ? value : value.map((item) => convert('', item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [printable(key), convert(key, item)]));
}

/** Bare, a shell leaves such a word as it is. */
const PLAIN = /^[\p{L}\d_.:/=@%+,-]+$/u;

/** @returns the text as a POSIX shell takes it for one word */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Text that comes from a model, a file name or an engine, made safe to show. */

/** Control characters, and those that turn the direction of text: a name must not be able to steer a terminal. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** @returns one line */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\n' || character === '\t') return ' ';
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

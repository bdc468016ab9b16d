/** Breaks text into lines, by the width in which characters are displayed. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** @returns the text in lines no longer than `width`, each beginning with `indent`; white space at their ends goes */
export function wrap(text: string, width: number, indent = ''): string[] {
  return wrapLines(text, width, indent, true);
}

/** As `wrap`, for what has an indentation of its own. */
export function wrapVerbatim(text: string, width: number, indent = ''): string[] {
  return wrapLines(text, width, indent, false);
}

function wrapLines(text: string, width: number, indent: string, trim: boolean): string[] {
  const lines = wrapAnsi(text, width - stringWidth(indent), { hard: true, trim }).split('\n');
  return lines.map((line) => `${indent}${line}`.trimEnd());
}

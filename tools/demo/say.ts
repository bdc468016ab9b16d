/** The demo's own words on standard output. */
import { styleText } from 'node:util';

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function heading(text: string): void {
  say(`\n${styleText('bold', text, { stream: process.stdout })}`);
}

/** Text as an attacker of terminals and logs would have it, and what must never be seen of it. */

/** Clears the screen, sets the title, rings, turns the direction, and begins a line that looks like ours. */
export const HOSTILE =
  'ev\u001b[2Jil\u001b]0;title\u0007\u009b31m\u202etxt\u2066\u200f\u061c\u2028\u007f\r\nerror: FORGED';

/** As the name of a file or a value of one line in Redis. */
export const HOSTILE_NAME = 'ev\u001b[2Jil\u0007\u009b31m\u202etxt\u2066\u061c';

const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** @returns what of the text would steer a terminal or passes for a line of our own; null where there is nothing */
export function findSteering(text: string): string | null {
  const found = STEERING.exec(text) ?? /^(error: )?error: FORGED.*/m.exec(text);
  return found === null ? null : JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 20));
}

/** For a terminal, whose lines end otherwise, and which is given our own colours. */
export function withoutOurOwn(text: string): string {
  return text.replace(/\r*\n/g, '\n').replace(/\u001b\[(?:0|1|2|22|3[0-9]|39|90)m/g, '');
}

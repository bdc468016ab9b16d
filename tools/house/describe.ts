/** The table of rooms as docs/architecture.md shows it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { markdownTable } from 'markdown-table';
import { format, resolveConfig } from 'prettier';
import { folderOf, importsOf, ROOT } from './fence.ts';
import { ROOMS } from './rooms.ts';

export const ARCHITECTURE = path.join(ROOT, 'docs', 'architecture.md');
const BEGIN = '<!-- rooms: written by npm run write:architecture -->';
const END = '<!-- end of rooms -->';

/** @returns docs/architecture.md with its table of rooms as it must be */
export async function describeArchitecture(): Promise<string> {
  const text = readFileSync(ARCHITECTURE, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`${ARCHITECTURE} has no place for the table of rooms`);
  const written = `${text.slice(0, begin)}${BEGIN}\n\n${describeRooms()}\n\n${text.slice(end)}`;
  return format(written, { ...(await resolveConfig(ARCHITECTURE)), parser: 'markdown' });
}

function describeRooms(): string {
  const rows = Object.entries(ROOMS).map(([room, { holds, isPure }]) => [
    `\`${folderOf(room)}\``,
    holds,
    [...importsOf(room).map(describeName), ...(isPure === true ? ['nothing of Node'] : [])].join(', '),
  ]);
  return markdownTable([['room', 'what is in it', 'may import'], ...rows], { alignDelimiters: false });
}

function describeName(name: string): string {
  return name === '*' ? 'any package' : name.replace('/*', '/…');
}

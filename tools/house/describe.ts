/** The rooms as docs/architecture.md shows it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { folderOf, importsOf, ROOT } from './fence.ts';
import { ROOMS } from './rooms.ts';

export const ARCHITECTURE = path.join(ROOT, 'docs', 'architecture.md');
const BEGIN = '<!-- rooms: written by npm run write:architecture -->';
const END = '<!-- end of rooms -->';

/** @returns docs/architecture.md with its rooms as they must be */
export async function describeArchitecture(): Promise<string> {
  const text = readFileSync(ARCHITECTURE, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`${ARCHITECTURE} has no place for the rooms`);
  const written = `${text.slice(0, begin)}${BEGIN}\n\n${describeRooms()}\n\n${text.slice(end)}`;
  return format(written, { ...(await resolveConfig(ARCHITECTURE)), parser: 'markdown' });
}

/** A line a room, so that who adds one changes no other. */
function describeRooms(): string {
  return Object.entries(ROOMS)
    .map(([room, { holds, isPure }]) => {
      const imports = [...importsOf(room).map(describeName), ...(isPure === true ? ['nothing of Node'] : [])];
      const may = imports.length === 0 ? 'Imports nothing.' : `May import ${imports.join(', ')}.`;
      return `- **\`${folderOf(room)}\`** — ${holds}.\n  ${may}`;
    })
    .join('\n');
}

function describeName(name: string): string {
  return name === '*' ? 'any package' : name.replace('/*', '/…');
}

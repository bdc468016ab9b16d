/** What the table of rooms says of one import. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ROOMS } from './rooms.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const PACKAGES = ['protocol', 'engines', 'runner', 'supervisor'];
const ENTRIES = readEntries();

interface Target {
  readonly kind: 'room' | 'package' | 'node';
  readonly name: string;
}

/** @returns a room's folder, from the root of the repository */
export function folderOf(room: string): string {
  const [top = '', ...rest] = room.split('/');
  return PACKAGES.includes(top) ? ['packages', top, 'src', ...rest].join('/') : room;
}

/** @param file from the root of the repository, with `/` @returns the innermost room that it lies in */
export function roomOf(file: string): string | undefined {
  const around = Object.keys(ROOMS).filter((room) => file.startsWith(`${folderOf(room)}/`));
  return around.reduce<string | undefined>(
    (inner, room) => (inner === undefined || room.length > inner.length ? room : inner),
    undefined,
  );
}

/**
 * @param file where the import stands, from the root of the repository, with `/`
 * @returns what is wrong with it, or null
 */
export function whyForbidden(file: string, specifier: string): string | null {
  const room = roomOf(file);
  const target = targetOf(file, specifier);
  if (room === undefined) return null;
  if (file.startsWith('packages/') && !isForTests(file) && isForTests(pathOf(file, specifier)))
    return `${specifier} is for tests alone`;
  if (target.name === room) return null;
  if (isForTests(file) && mayTest(room, target)) return null;
  if (isReachedByPath(room, specifier, target)) return `${target.name} is reached by its package's name`;
  if (allows(room, target)) return null;
  return `${room} may not import ${target.name} (tools/house/rooms.ts)`;
}

/** @returns the room or package that is imported */
export function targetOf(file: string, specifier: string): Target {
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier };
  const room = roomOf(pathOf(file, specifier));
  if (room !== undefined) return { kind: 'room', name: room };
  const parts = specifier.split('/', specifier.startsWith('@') ? 2 : 1);
  return { kind: 'package', name: parts.join('/') };
}

/** @returns the file that is imported, from the root of the repository, or what is imported where it is none of ours */
export function pathOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  return ENTRIES.get(specifier) ?? specifier;
}

/** One package of ours reaches another by what that exports. */
function isReachedByPath(room: string, specifier: string, target: Target): boolean {
  const top = topOf(room);
  return (
    target.kind === 'room' &&
    specifier.startsWith('.') &&
    PACKAGES.includes(top) &&
    topOf(target.name) !== top
  );
}

export function allows(room: string, { kind, name }: Target): boolean {
  if (kind === 'node') return ROOMS[room]?.isPure !== true;
  return importsOf(room).some((allowed) => {
    if (allowed === '*') return kind === 'package';
    if (allowed.endsWith('/*')) return kind === 'room' && `${name}/`.startsWith(allowed.slice(0, -1));
    return allowed === name;
  });
}

export function importsOf(room: string): string[] {
  return ROOMS[room]?.imports.split(' ').filter((name) => name !== '') ?? [];
}

export function isForTests(file: string): boolean {
  return file.endsWith('.test.ts') || file.includes('/testing/');
}

/** A test beside the code may use all of its own package, and what is made for tests. */
function mayTest(room: string, { kind, name }: Target): boolean {
  return kind !== 'room' || topOf(name) === topOf(room) || name.endsWith('/testing');
}

function topOf(room: string): string {
  return room.split('/', 1).join('');
}

/** @returns what our packages export: `@dumont/runner/models` → the file behind it, from the root of the repository */
function readEntries(): Map<string, string> {
  const schema = z.object({ name: z.string(), exports: z.record(z.string(), z.unknown()) });
  const condition = z.object({ 'dumont-source': z.string() });
  return new Map(
    PACKAGES.flatMap((folder) => {
      const file = path.join(ROOT, 'packages', folder, 'package.json');
      const { name, exports } = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
      return Object.entries(exports).flatMap(([subpath, conditions]): [string, string][] => {
        const source = condition.safeParse(conditions).data?.['dumont-source'];
        return source === undefined
          ? []
          : [[path.posix.join(name, subpath), path.posix.join('packages', folder, source)]];
      });
    }),
  );
}

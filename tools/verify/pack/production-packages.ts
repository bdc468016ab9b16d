/** Which packages run one of ours, by the lock file. Pure. */
import { z } from 'zod';

const dependencies = z.record(z.string(), z.string()).optional();

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dependencies,
      optionalDependencies: dependencies,
      link: z.boolean().optional(),
      resolved: z.string().optional(),
    }),
  ),
});
export type Lock = z.infer<typeof lockSchema>;

export function parseLock(text: string): Lock {
  return lockSchema.parse(JSON.parse(text));
}

/** Paths from the root, as in the lock file. */
export interface ProductionPackages {
  /** Such as `packages/runner`. */
  readonly own: readonly string[];
  /** Such as `node_modules/zod`, or `packages/runner/node_modules/zod` where that one needs another version. */
  readonly others: readonly string[];
  /** Of the others: those that a machine may do without, such as builds for other systems. */
  readonly optional: readonly string[];
}

/** @param start of ours, such as `packages/runner` @throws Error where the lock file lacks a package */
export function productionPackages(lock: Lock, start: string): ProductionPackages {
  const own = new Set<string>();
  const others = new Set<string>();
  const optional = new Set<string>();
  const waiting = [start];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const found = /(^|\/)node_modules\//.test(place) ? others : own;
    if (found.has(place)) continue;
    found.add(place);
    const entry = lock.packages[place];
    for (const name of Object.keys(entry?.dependencies ?? {})) waiting.push(resolve(lock, place, name));
    for (const name of Object.keys(entry?.optionalDependencies ?? {})) {
      const there = resolve(lock, place, name);
      optional.add(there);
      waiting.push(there);
    }
  }
  return { own: [...own].sort(), others: [...others].sort(), optional: [...optional].sort() };
}

/** @returns where a package lies in a folder that has none of ours as source: ours are packages among others there */
export function placeInFolder(place: string): string {
  return place.replace(/^packages\//, 'node_modules/@dumont/');
}

/** As Node looks: beside the package, then in every folder above. */
function resolve(lock: Lock, from: string, name: string): string {
  for (let folder: string | null = from; folder !== null; folder = parentOf(folder)) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const entry = lock.packages[place];
    if (entry?.link === true && entry.resolved !== undefined) return entry.resolved;
    if (entry !== undefined) return place;
  }
  throw new Error(`package-lock.json has no ${name}, which ${from} needs`);
}

/** @returns the folder of the package around it, or the root's */
function parentOf(place: string): string | null {
  if (place === '') return null;
  const inner = place.lastIndexOf('/node_modules/');
  return inner === -1 ? '' : place.slice(0, inner);
}

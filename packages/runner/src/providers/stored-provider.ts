/** The providers in the store: which there are, and what was written down of each when it was added. Nothing is loaded. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DumontError, parseJson } from '@dumont/protocol';
import { isUnreadable } from '../host/system-files.ts';
import {
  MANIFEST,
  manifestSchema,
  MAX_MANIFEST_BYTES,
  storedNameSchema,
  type ProviderManifest,
} from './manifest.ts';
import { providersFolder, type Place } from './place.ts';
import { namesIn } from './python-folders.ts';
import { trustFile } from './trust.ts';

export interface StoredProvider {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** Null where it is damaged: nothing of such a one is loaded. */
  readonly manifest: ProviderManifest | null;
}

/** @returns sorted by their names; folders that something else made in there are none */
export function listStored(place: Place): StoredProvider[] {
  const store = providersFolder(place);
  return namesIn(store).flatMap((name) => {
    const stored = storedNameSchema.safeParse(name).success ? readStored(store, name) : null;
    return stored ?? [];
  });
}

/** @returns null where there is none of that name, or what is there was not added by Dumont */
export function readStored(store: string, name: string): StoredProvider | null {
  const folder = path.join(store, name);
  if (!namesIn(folder).includes(MANIFEST)) return null;
  return { name, folder, manifest: readManifest(path.join(folder, MANIFEST)) };
}

function readManifest(file: string): ProviderManifest | null {
  try {
    if (trustFile(file).size > MAX_MANIFEST_BYTES) return null;
    return manifestSchema.safeParse(parseJson(readFileSync(file, 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof DumontError || isUnreadable(error)) return null;
    throw error;
  }
}

/** @returns the provider whose folder a path lies in; null where it lies elsewhere */
export function storedAround(file: string, place: Place): StoredProvider | null {
  const store = providersFolder(place);
  const [name, ...rest] = path.relative(store, file).split(path.sep);
  if (name === undefined || !storedNameSchema.safeParse(name).success) return null;
  return rest.length === 0 ? null : readStored(store, name);
}

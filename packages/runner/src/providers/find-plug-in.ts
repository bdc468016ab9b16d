/** Where the library of a provider is that comes as a plug-in and has a unit of its own. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { providerName, type KnownPlugIn, type PlugIn } from '@dumont/protocol';
import { isUnreadable } from '../host/system-files.ts';
import { storedPlugIn } from './find-stored.ts';
import { howToGet } from './how-to-get.ts';
import type { Place } from './place.ts';
import { pythonFolders } from './python-folders.ts';

/** @returns the one in the store, else the first that pip installed; null where none is */
export function findPlugIn(known: KnownPlugIn, place: Place): PlugIn | null {
  const library = storedPlugIn(known, place) ?? installedPlugIn(known, place);
  return library === null ? null : { library, name: known.provider };
}

function installedPlugIn(known: KnownPlugIn, place: Place): string | null {
  const file = known.library[place.platform];
  if (file === undefined) return null;
  const library = pythonFolders(place)
    .map((folder) => path.join(folder, known.folder, file))
    .find((candidate) => existsSync(candidate));
  return library === undefined ? null : withoutLinks(library);
}

function withoutLinks(file: string): string | null {
  try {
    return realpathSync(file);
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

export function whyMissing({ unit, provider, wheel, library, needs }: KnownPlugIn, place: Place): string {
  if (library[place.platform] === undefined) return `${unit} does not exist on ${place.platform}.`;
  return (
    `The execution provider of ${unit} is not installed. It comes as the Python package ${wheel} and needs ${needs}: ` +
    `${howToGet(providerName(provider)) ?? ''}; or give its library by --provider-library.`
  );
}

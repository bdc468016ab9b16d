/** Everything of the store that an engine is about to load, looked at before it is: one function for whoever starts a process. */
import path from 'node:path';
import type { EngineRef } from '@dumont/protocol';
import { OpenProvider } from './open-provider.ts';
import { providersFolder, type Place } from './place.ts';
import { storedAround, type StoredProvider } from './stored-provider.ts';
import { trustFile, trustParents } from './trust.ts';

/**
 * The caller owns them.
 * @throws DumontError UNIT_UNAVAILABLE where one is not what was added, or others could have changed it; the signal's reason where it was aborted
 */
export async function openProviders(
  { library, plugIn, loaderFolders = [] }: EngineRef,
  place: Place,
  signal: AbortSignal,
): Promise<OpenProvider[]> {
  const opened: OpenProvider[] = [];
  try {
    const files = [library, plugIn?.library, ...loaderFolders].filter((file) => file !== undefined);
    for (const stored of storedOf(files, place)) opened.push(await OpenProvider.open(stored, signal));
    return opened;
  } catch (error) {
    await closeProviders(opened);
    throw error;
  }
}

export async function closeProviders(providers: readonly OpenProvider[]): Promise<void> {
  await Promise.all(providers.map((provider) => provider.close()));
}

/** What pip put there has no checksums; that nobody else can have put it there holds all the same. */
function storedOf(files: readonly string[], place: Place): StoredProvider[] {
  const found = new Map<string, StoredProvider>();
  for (const file of files) {
    const stored = storedAround(file, place);
    if (stored !== null) found.set(stored.folder, stored);
    else if (!path.relative(providersFolder(place), file).startsWith('..')) {
      trustFile(file);
      trustParents(file);
    }
  }
  return [...found.values()];
}

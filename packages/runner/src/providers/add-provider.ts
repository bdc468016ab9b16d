/** Puts a provider into the store: from wheels or folders, whole or not at all. */
import { lstat, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { makeFolder } from '../host/make-folder.ts';
import { isSharedLibrary } from '../host/shared-library.ts';
import { describeSystemError, isSystemError, nullIfMissing } from '../host/system-error.ts';
import { createTemporaryFolder } from '../host/temporary-paths.ts';
import { isWheel, unpackWheelInto } from '../wheels/unpack-wheel.ts';
import { completeLibrary } from './complete-library.ts';
import { copyFolder } from './copy-folder.ts';
import { MANIFEST, storedNameSchema, type ProviderManifest } from './manifest.ts';
import { providersFolder, type Place } from './place.ts';
import { refusePointless } from './refuse-pointless.ts';
import { readStored, type StoredProvider } from './stored-provider.ts';
import { trustFile, trustFolder, trustParents } from './trust.ts';

export interface Addition {
  readonly name: string;
  /** Wheels and folders, all of which go into the one folder. */
  readonly from: readonly string[];
}

/**
 * @returns what is there now, which a benchmark would load
 * @throws DumontError USAGE where the name is taken or none, a source is not there, or is not for us to unpack; UNIT_UNAVAILABLE where others may write the store; the signal's reason where it was aborted
 */
export async function addProvider(
  { name, from }: Addition,
  place: Place,
  signal: AbortSignal,
): Promise<StoredProvider> {
  const store = providersFolder(place);
  const folder = path.join(store, checkName(name));
  refusePointless(name, place);
  await refuseTaken(folder, name);
  await makeStore(store);
  const temporary = await createTemporaryFolder('wheel', store);
  try {
    const content = path.join(temporary.path, 'content');
    await makeFolder(content);
    const digests = await fill(content, from, signal);
    refuseNoLibrary([...digests.keys()], from);
    await completeLibrary(content, digests, signal);
    await writeManifest(content, from, digests);
    signal.throwIfAborted();
    await rename(content, folder);
    trustFolder(folder);
  } catch (cause) {
    signal.throwIfAborted();
    if (!isSystemError(cause)) throw cause;
    const message = `the provider ${name} cannot be added in ${store}: ${describeSystemError(cause)}`;
    throw new DumontError('USAGE', message, { cause });
  } finally {
    await temporary.remove();
  }
  const stored = readStored(store, name);
  if (stored === null) throw new DumontError('INTERNAL', `${folder} is not there although it was added`);
  return stored;
}

/** @throws DumontError USAGE where there is none of that name */
export async function removeProvider(name: string, place: Place): Promise<void> {
  const store = providersFolder(place);
  const stored = readStored(store, checkName(name));
  if (stored === null)
    throw new DumontError('USAGE', `there is no provider ${name} in ${store}: dumont-runner providers list`);
  const temporary = await createTemporaryFolder('wheel', store);
  try {
    // At once: nobody is to find a part of it.
    await rename(stored.folder, path.join(temporary.path, 'removed'));
  } finally {
    await temporary.remove();
  }
}

function checkName(name: string): string {
  if (storedNameSchema.safeParse(name).success) return name;
  throw new DumontError(
    'USAGE',
    `${JSON.stringify(name)} is no name of a provider: small letters, digits, ".", "-" and "_", such as cuda`,
  );
}

/** @throws DumontError USAGE */
async function refuseTaken(folder: string, name: string): Promise<void> {
  if ((await nullIfMissing(lstat(folder))) === null) return;
  throw new DumontError(
    'USAGE',
    `${folder} is there already: dumont-runner providers remove ${name}, or give it another name`,
  );
}

async function makeStore(store: string): Promise<void> {
  await makeFolder(store);
  trustFile(store);
  trustParents(store);
}

/** Several may hold files of the same names: each has a folder of its own then. @returns SHA-256 by name */
async function fill(
  content: string,
  from: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const [index, source] of from.entries()) {
    const prefix = from.length === 1 ? '' : `${index + 1}/`;
    const into = path.join(content, prefix);
    await makeFolder(into);
    const added = isWheel(source)
      ? await unpackWheelInto(into, source, signal)
      : await copyFolder(source, into, signal);
    for (const [name, sha256] of added) digests.set(prefix + name, sha256);
  }
  return digests;
}

/** @throws DumontError USAGE where nothing could ever be loaded */
function refuseNoLibrary(names: readonly string[], from: readonly string[]): void {
  if (names.some((name) => isSharedLibrary(path.posix.basename(name)))) return;
  throw new DumontError(
    'USAGE',
    `there is no shared library (.so, .dylib, .dll) in ${from.join(', ')}, so no provider: give the wheel or folder that has it`,
  );
}

async function writeManifest(
  content: string,
  from: readonly string[],
  digests: ReadonlyMap<string, string>,
): Promise<void> {
  const files = [...digests].map(([name, sha256]) => ({ path: name, sha256 }));
  const manifest: ProviderManifest = {
    schema: 'dumont.provider/1',
    addedUtc: new Date().toISOString(),
    from: from.map((source) => path.basename(path.resolve(source))),
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
  await writeFile(path.join(content, MANIFEST), JSON.stringify(manifest), { flag: 'wx', mode: 0o600 });
}

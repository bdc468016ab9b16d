/** A provider of the store for the time of one benchmark: what is loaded is what was added, before each process and after it. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { isSharedLibrary } from '../host/shared-library.ts';
import { describeSystemError, isSystemError } from '../host/system-error.ts';
import { OpenFile } from '../models/open-file.ts';
import { MANIFEST, type ProviderManifest } from './manifest.ts';
import type { StoredProvider } from './stored-provider.ts';
import { trustFile, trustFolder } from './trust.ts';

type ListedFile = ProviderManifest['files'][number];

export class OpenProvider {
  readonly #libraries: readonly OpenFile[];

  private constructor(libraries: readonly OpenFile[]) {
    this.#libraries = libraries;
  }

  /**
   * The caller owns it. What has been read of a file is remembered as long as the file stays what it is.
   * @throws DumontError UNIT_UNAVAILABLE where it is not what was added, or others could have changed it; the signal's reason where it was aborted
   */
  static async open(stored: StoredProvider, signal: AbortSignal): Promise<OpenProvider> {
    const libraries: OpenFile[] = [];
    try {
      await openAll(stored, libraries, signal);
      return new OpenProvider(libraries);
    } catch (error) {
      await closeAll(libraries);
      if (!isSystemError(error)) throw error;
      throw changed(stored, `cannot be read: ${describeSystemError(error)}`, error);
    }
  }

  /** @throws DumontError MODEL_CHANGED; the signal's reason where it was aborted */
  async verify(signal: AbortSignal): Promise<void> {
    for (const library of this.#libraries) await library.verify(signal);
  }

  async close(): Promise<void> {
    await closeAll(this.#libraries);
  }
}

/** @param libraries gets those that are open, whatever happens */
async function openAll(stored: StoredProvider, libraries: OpenFile[], signal: AbortSignal): Promise<void> {
  const { folder, manifest } = stored;
  trustFolder(folder);
  if (manifest === null) throw changed(stored, `has a damaged ${MANIFEST}`);
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  for (const name of await listTrusted(folder)) {
    const file = listed.get(name);
    if (file === undefined) throw changed(stored, `has a file that was not added: ${name}`);
    listed.delete(name);
    await openOne(stored, file, libraries, signal);
  }
  const [missing] = listed.keys();
  if (missing !== undefined) throw changed(stored, `lacks ${missing}`);
}

async function openOne(
  stored: StoredProvider,
  { path: name, sha256 }: ListedFile,
  libraries: OpenFile[],
  signal: AbortSignal,
): Promise<void> {
  const file = await OpenFile.open(path.join(stored.folder, name), 'refused');
  const isKept = isSharedLibrary(name);
  if (isKept) libraries.push(file);
  try {
    if ((await file.hash(signal)).sha256 !== sha256)
      throw changed(stored, `has another ${name} than was added`);
  } finally {
    if (!isKept) await file.close();
  }
}

/** @returns the files in it, as the manifest names them */
async function listTrusted(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name !== MANIFEST && !trustFile(path.join(folder, name)).isDirectory())
    .map((name) => name.replaceAll(path.sep, '/'));
}

function changed({ name, folder }: StoredProvider, what: string, cause?: unknown): DumontError {
  return new DumontError(
    'UNIT_UNAVAILABLE',
    `The execution provider ${name} in ${folder} ${what}, so it is not loaded. ` +
      `Add it anew: dumont-runner providers remove ${name}, then dumont-runner providers add ${name} --from …`,
    { cause },
  );
}

async function closeAll(files: readonly OpenFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close()));
}

/** Which libraries of the store, and of Python's packages, a provider is run by. Nothing is loaded. */
import path from 'node:path';
import { findLibrary } from '@dumont/engines/manifests';
import { isSharedLibrary } from '../host/shared-library.ts';
import { libraryOfProvider, type ExecutionProvider, type KnownPlugIn } from '@dumont/protocol';
import type { Place } from './place.ts';
import { namesIn, pythonFolders, subfolders } from './python-folders.ts';
import { listStored, type StoredProvider } from './stored-provider.ts';

/** What NVIDIA's packages hold, and its providers need. */
const NVIDIA = /^lib(cublas|cudart|cudnn|cufft|curand|nvrtc|nvJitLink|nvinfer|nvonnxparser)\w*\.so\.\d+/;
const NEEDS_NVIDIA: readonly ExecutionProvider[] = ['cuda', 'tensorrt'];

/** @returns ONNX Runtime's library beside which the provider lies; null where the store has none @throws DumontError USAGE */
export function storedLibrary(provider: ExecutionProvider, place: Place): string | null {
  const file = libraryOfProvider(provider, place.platform);
  const [found] = file === null ? [] : storedFiles(file, place);
  return found === undefined ? null : findLibrary(path.dirname(found));
}

/** @returns the library of a plug-in in the store; null where there is none */
export function storedPlugIn({ library }: KnownPlugIn, place: Place): string | null {
  const file = library[place.platform];
  const [found] = file === undefined ? [] : storedFiles(file, place);
  return found ?? null;
}

function storedFiles(name: string, place: Place): string[] {
  return listStored(place).flatMap((stored) => filesOf(stored, (file) => file === name));
}

/** @returns full paths of those whose names are wanted */
export function filesOf({ folder, manifest }: StoredProvider, isWanted: (name: string) => boolean): string[] {
  return (manifest?.files ?? [])
    .filter((file) => isWanted(path.posix.basename(file.path)))
    .map((file) => path.join(folder, file.path));
}

/** @returns what was added by this name; null where there is none */
export function storedCalled(name: string, place: Place): StoredProvider | null {
  return listStored(place).find((entry) => entry.name === name) ?? null;
}

/** @returns the library of execution providers that such a one holds; null where there is none, or several */
export function pluginOf(stored: StoredProvider): string | null {
  const libraries = filesOf(stored, isSharedLibrary);
  const named = libraries.filter((file) => /providers?_/.test(path.basename(file)));
  const [only, ...others] = named.length > 0 ? named : libraries;
  return only === undefined || others.length > 0 ? null : only;
}

/**
 * Where the loader is to look for what a provider needs, before it looks where it always does: folders of the store, and those that
 * NVIDIA's packages for Python have.
 */
export function loaderFolders(provider: ExecutionProvider, place: Place): string[] {
  if (place.platform !== 'linux' || !NEEDS_NVIDIA.includes(provider)) return [];
  const stored = listStored(place).flatMap((entry) =>
    filesOf(entry, (name) => NVIDIA.test(name)).map((file) => path.dirname(file)),
  );
  const packages = pythonFolders(place).flatMap((folder) => [
    ...subfolders(path.join(folder, 'nvidia'), /./).map((part) => path.join(part, 'lib')),
    path.join(folder, 'tensorrt_libs'),
  ]);
  const installed = packages.filter((folder) => namesIn(folder).some((name) => NVIDIA.test(name)));
  return [...new Set([...stored, ...installed])];
}

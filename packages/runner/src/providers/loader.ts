/** Where the loader of Linux would find a library (ld.so(8)), told by files: nothing is loaded. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDynamicSection, readMachine, type DynamicSection } from '@dumont/engines/manifests';
import { isUnreadable } from '../host/system-files.ts';
import { parseLoaderCache } from './loader-cache.ts';

export interface FoundLibrary {
  readonly path: string;
  readonly section: DynamicSection;
}

export interface Loader {
  /** @returns null where the loader would not find it @param by what needs it */
  find(name: string, by: FoundLibrary): FoundLibrary | null;
}

const CACHE = '/etc/ld.so.cache';
const DEBIAN_NAMES: Readonly<Partial<Record<string, string>>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
};
const ROOTS = ['/lib64', '/usr/lib64', '/lib', '/usr/lib', '/usr/local/lib'];

/** @param folders of LD_LIBRARY_PATH @param cacheFile null: none */
export function systemLoader(folders: readonly string[], cacheFile: string | null = CACHE): Loader {
  const debian = DEBIAN_NAMES[process.arch];
  const defaults = [...ROOTS, ...(debian === undefined ? [] : [`/lib/${debian}`, `/usr/lib/${debian}`])];
  const cached =
    cacheFile === null ? new Map<string, string[]>() : parseLoaderCache(readOrNothing(cacheFile));
  return {
    find: (name, by) => {
      const own = folderListsOf(by, folders).flat();
      const candidates = [
        ...own.map((folder) => path.join(folder, name)),
        ...(cached.get(name) ?? []),
        ...defaults.map((folder) => path.join(folder, name)),
      ];
      for (const candidate of name.includes('/') ? [name] : candidates) {
        const library = openLibrary(candidate);
        if (library !== null) return library;
      }
      return null;
    },
  };
}

/** RPATH counts only where there is no RUNPATH, and before all else. */
function folderListsOf({ path: file, section }: FoundLibrary, folders: readonly string[]): string[][] {
  const expand = (entries: readonly string[]): string[] =>
    entries.map((entry) => entry.replaceAll(/\$(ORIGIN|\{ORIGIN\})/g, () => path.dirname(file)));
  return section.runpath.length > 0
    ? [[...folders], expand(section.runpath)]
    : [expand(section.rpath), [...folders]];
}

/** @returns null where there is none that this processor could run */
export function openLibrary(file: string): FoundLibrary | null {
  try {
    const section = readMachine(file) === process.arch ? readDynamicSection(file) : null;
    return section === null ? null : { path: file, section };
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

function readOrNothing(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (isUnreadable(error)) return Buffer.alloc(0);
    throw error;
  }
}

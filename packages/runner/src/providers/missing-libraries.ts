/** Which libraries a library needs that the loader would not find: its needs, and theirs, as far as they go. */
import path from 'node:path';
import { openLibrary, type FoundLibrary, type Loader } from './loader.ts';

export interface MissingLibrary {
  /** Such as `libcudnn.so.9`. */
  readonly name: string;
  /** The name of the file that asks for it. */
  readonly neededBy: string;
}

/** A circle ends by itself; a library has some hundred others at most. */
const MOST_LIBRARIES = 4096;

/**
 * @param file the library @param opened names that it opens by itself once it is loaded
 * @returns each name once, in the loader's order; none of what is no library of this processor's
 */
export function missingLibraries(
  file: string,
  loader: Loader,
  opened: readonly string[] = [],
): MissingLibrary[] {
  const root = openLibrary(file);
  if (root === null) return [];
  const missing: MissingLibrary[] = [];
  const seen = new Set<string>();
  const waiting: { readonly by: FoundLibrary; readonly names: readonly string[] }[] = [
    { by: root, names: [...root.section.needed, ...opened] },
  ];
  for (const { by, names } of waiting) {
    for (const name of names) {
      if (seen.has(name) || seen.size === MOST_LIBRARIES) continue;
      seen.add(name);
      const found = loader.find(name, by);
      if (found === null) missing.push({ name, neededBy: path.basename(by.path) });
      else waiting.push({ by: found, names: found.section.needed });
    }
  }
  return missing;
}

/** Which of our own TypeScript files a program consists of. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const STATIC_IMPORT = /^(?:import|export)\s(?:[^'";]*\sfrom\s)?'(\.[^']+)'/gm;

/**
 * What it imports by `import()` is left out: it is done without where it is missing.
 * @param entry from the root @returns the files that it reaches, itself first, as paths from the root
 */
export function programFiles(root: string, entry: string): string[] {
  const found = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(STATIC_IMPORT)) {
      waiting.push(path.posix.join(path.posix.dirname(file), specifier));
    }
  }
  return [...found];
}

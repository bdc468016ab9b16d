/** Where an engine's package lies: the same for the process that imports it and for the one that only reads its manifest. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DumontError } from '@dumont/protocol';

/**
 * Installed beside Dumont, or in the project that the command was started in.
 * @param name a package or an absolute path @returns the URL of its code, or null where there is no such package
 * @throws DumontError USAGE where it is there and cannot be imported
 */
export function locatePackage(name: string): string | null {
  if (isAbsolute(name)) return existsSync(name) ? pathToFileURL(name).href : null;
  const fromProject = createRequire(pathToFileURL(process.cwd() + sep));
  for (const resolve of [
    () => import.meta.resolve(name),
    () => pathToFileURL(fromProject.resolve(name)).href,
  ]) {
    try {
      return resolve();
    } catch (cause) {
      if (!isNotFound(cause)) throw unusablePackage(name, cause);
    }
  }
  return null;
}

export function unusablePackage(name: string, cause: unknown): DumontError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DumontError('USAGE', `the engine package ${name} does not load: ${reason}`, { cause });
}

function isNotFound(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).endsWith('MODULE_NOT_FOUND');
}

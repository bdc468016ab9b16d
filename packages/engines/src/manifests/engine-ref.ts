/** Which engine a setting means. */
import { resolve } from 'node:path';
import type { ComputeUnit, EngineRef } from '@dumont/protocol';
import { manifestFor } from './built-in.ts';

/** Relative or absolute, on either kind of system; a package's name has no such beginning. */
const PATH = /^(\.{1,2}[/\\]|[/\\]|[a-z]:[/\\])/i;

/**
 * @param text a package's name or a path
 * @param folder the one that a relative path is meant from: the isolated process may stand elsewhere
 */
export function engineOfSetting(text: string, folder: string): EngineRef {
  return { name: text, package: PATH.test(text) ? resolve(folder, text) : text };
}

/** @param setting null where no other than the built-in engine was asked for */
export function engineFor(unit: ComputeUnit, setting: string | null, folder: string): EngineRef {
  if (setting !== null) return engineOfSetting(setting, folder);
  return { name: manifestFor(unit).name, package: null };
}

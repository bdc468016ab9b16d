/** Which engine a setting means, and what is known of it. */
import { resolve } from 'node:path';
import { providersFor, type AnyUnit, type EngineRef } from '@dumont/protocol';
import { BUILT_IN_MANIFESTS, builtInManifest, manifestFor } from './built-in.ts';
import type { EngineManifest } from './manifest.ts';
import { readPackageManifest } from './package-manifest.ts';

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
export function engineFor(unit: AnyUnit, setting: string | null, folder: string): EngineRef {
  if (setting !== null) return engineOfSetting(setting, folder);
  return { name: manifestFor(unit).name, package: null };
}

/** @returns the engine that a setting means, or the built-in ones with a unit on the platform */
export function enginesFor(setting: string | null, folder: string, platform: NodeJS.Platform): EngineRef[] {
  if (setting !== null) return [engineOfSetting(setting, folder)];
  return BUILT_IN_MANIFESTS.filter(({ units }) =>
    units.some((unit) => providersFor(unit, platform).length > 0),
  ).map(({ name }) => ({ name, package: null }));
}

/** @returns null for an engine that says nothing of itself: what it takes and runs is its own to decide @throws DumontError USAGE */
export function manifestOf(engine: EngineRef): EngineManifest | null {
  return engine.package === null ? builtInManifest(engine.name) : readPackageManifest(engine.package);
}

/** @returns what may be asked for where the setting holds: of an engine that says nothing of itself, what the built-in ones take @throws DumontError USAGE */
export function manifestsFor(setting: string | null, folder: string): readonly EngineManifest[] {
  const manifest = setting === null ? null : manifestOf(engineOfSetting(setting, folder));
  return manifest === null ? BUILT_IN_MANIFESTS : [manifest];
}

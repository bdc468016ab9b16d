/** Which libraries a benchmark on a unit is run by: those that were named, else those that are in the store or installed. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findLibrary } from '@dumont/engines/manifests';
import {
  DumontError,
  knownPlugInFor,
  libraryOfProvider,
  type AnyUnit,
  type EngineRef,
  type ExecutionProvider,
} from '@dumont/protocol';
import { findPlugIn, whyMissing } from './find-plug-in.ts';
import { loaderFolders, storedLibrary } from './find-stored.ts';
import { howToGet } from './how-to-get.ts';
import { describeInspection, inspectLibrary } from './inspect-library.ts';
import type { Place } from './place.ts';

/** @returns the engine with the libraries of the provider @throws DumontError UNIT_UNAVAILABLE, saying how to get it */
export function withProvider(
  { engine, computeUnit }: { readonly engine: EngineRef; readonly computeUnit: AnyUnit },
  provider: ExecutionProvider,
  place: Place,
): EngineRef {
  const own = withStoredLibrary(engine, provider, place);
  const folders = isOurs(engine) ? loaderFolders(provider, place) : [];
  const found = folders.length === 0 ? own : { ...own, loaderFolders: folders };
  const known = knownPlugInFor(computeUnit);
  if (known === undefined || engine.package !== null || engine.plugIn !== undefined) return found;
  const plugIn = findPlugIn(known, place);
  if (plugIn === null) throw new DumontError('UNIT_UNAVAILABLE', whyMissing(known, place));
  return { ...found, plugIn };
}

/** @returns the engine with ONNX Runtime's library of the store, where the provider lies beside that, and nobody named another */
export function withStoredLibrary(engine: EngineRef, provider: ExecutionProvider, place: Place): EngineRef {
  if (!isOurs(engine) || engine.api === 'node' || engine.library !== undefined) return engine;
  const library = storedLibrary(provider, place);
  return library === null ? engine : { ...engine, library };
}

function isOurs({ name, package: own }: EngineRef): boolean {
  return name === 'onnx' && own === null;
}

/** @returns the library that the provider is in; null where it is not there */
export function fileOfProvider(provider: ExecutionProvider, engine: EngineRef, place: Place): string | null {
  if (engine.plugIn !== undefined) return engine.plugIn.library;
  const library = findLibrary(engine.library ?? null);
  const file = libraryOfProvider(provider, place.platform);
  if (file === null) return library;
  const beside = path.join(path.dirname(library), file);
  return existsSync(beside) ? beside : null;
}

/** @returns what a provider that cannot be used lacks and what mends it, to be read after what it said itself; null where nothing is known */
export function whatProviderLacks(
  provider: ExecutionProvider,
  engine: EngineRef,
  place: Place,
): string | null {
  if (provider === 'cpu' || !isOurs(engine)) return null;
  const file = fileOfProvider(provider, engine, place);
  if (file !== null) return describeInspection(inspectLibrary(provider, file, place));
  const how = howToGet(provider);
  return how === null ? null : `To get it: ${how}`;
}

/** @param said may be no whole sentence, or nothing */
export function inSentences(said: string, more: string): string {
  if (said === '') return more;
  return /[.!?]$/.test(said) ? `${said} ${more}` : `${said}. ${more}`;
}

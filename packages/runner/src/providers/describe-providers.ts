/** What is there of each execution provider, what is missing, and what to type. Nothing is loaded. */
import path from 'node:path';
import {
  DumontError,
  KNOWN_PLUG_INS,
  providerName,
  providersOn,
  type EngineRef,
  type ExecutionProvider,
} from '@dumont/protocol';
import { isSharedLibrary } from '../host/shared-library.ts';
import { findPlugIn } from './find-plug-in.ts';
import { filesOf, pluginOf } from './find-stored.ts';
import { howToGet } from './how-to-get.ts';
import { inspectLibrary, type Inspection } from './inspect-library.ts';
import { closeProviders, openProviders } from './open-providers.ts';
import type { Place } from './place.ts';
import { listStored, storedAround, type StoredProvider } from './stored-provider.ts';
import { fileOfProvider, withStoredLibrary } from './with-provider.ts';

export interface ProviderState extends Inspection {
  readonly name: string;
  /** added: in the store · installed: by Python's pip · shipped: beside or in ONNX Runtime's library that Dumont brings · absent. */
  readonly source: 'added' | 'installed' | 'shipped' | 'absent';
  /** The library that the provider is in. */
  readonly library: string | null;
  /** What it was added from. */
  readonly from: readonly string[];
  /** Why it is not loaded; null where nothing keeps it from that. */
  readonly problem: string | null;
}

/** Those that people get; the CPU's, and those of macOS and Windows, are where they are or nowhere. */
const GOT: readonly ExecutionProvider[] = ['cuda', 'tensorrt', 'migraphx', 'webgpu', 'openvino'];
const ONNX: EngineRef = { name: 'onnx', package: null };
const NOTHING: Inspection = { missing: [], notes: [], remedies: [] };

/** @throws the signal's reason where it was aborted */
export async function describeProviders(place: Place, signal: AbortSignal): Promise<ProviderState[]> {
  const states: ProviderState[] = [];
  for (const name of providersOn(GOT, place.platform)) states.push(await describeKnown(name, place, signal));
  const shown = states.flatMap(({ library }) =>
    library === null ? [] : (storedAround(library, place)?.name ?? []),
  );
  for (const stored of listStored(place).filter(({ name }) => !shown.includes(name)))
    states.push(await describeStored(stored, place, signal));
  return states;
}

async function describeKnown(
  name: ExecutionProvider,
  place: Place,
  signal: AbortSignal,
): Promise<ProviderState> {
  const known = KNOWN_PLUG_INS.find(({ provider }) => providerName(provider) === name);
  const plugIn = known === undefined ? null : findPlugIn(known, place);
  const engine = plugIn === null ? withStoredLibrary(ONNX, name, place) : { ...ONNX, plugIn };
  const library = known !== undefined && plugIn === null ? null : fileOfProvider(name, engine, place);
  if (library === null) {
    const how = howToGet(name);
    return {
      ...NOTHING,
      name,
      source: 'absent',
      library,
      from: [],
      problem: null,
      remedies: how === null ? [] : [how],
    };
  }
  const stored = storedAround(library, place);
  const source = stored !== null ? 'added' : plugIn !== null ? 'installed' : 'shipped';
  return {
    name,
    source,
    library,
    from: stored?.manifest?.from ?? [],
    problem: await whyNotLoaded(engine, place, signal),
    ...inspectLibrary(name, library, place),
  };
}

/** Of a name that no unit has: a plug-in, or libraries that providers need. */
async function describeStored(
  stored: StoredProvider,
  place: Place,
  signal: AbortSignal,
): Promise<ProviderState> {
  const library = pluginOf(stored);
  const [first = path.join(stored.folder, 'none')] = filesOf(stored, isSharedLibrary);
  return {
    name: stored.name,
    source: 'added',
    library,
    from: stored.manifest?.from ?? [],
    problem: await whyNotLoaded({ ...ONNX, library: library ?? first }, place, signal),
    ...(library === null ? NOTHING : inspectLibrary(null, library, place)),
  };
}

async function whyNotLoaded(engine: EngineRef, place: Place, signal: AbortSignal): Promise<string | null> {
  try {
    await closeProviders(await openProviders(engine, place, signal));
    return null;
  } catch (error) {
    if (error instanceof DumontError && error.code === 'UNIT_UNAVAILABLE') return error.message;
    throw error;
  }
}

/** What a probe found, until the machine starts anew or something that it depends on is changed. */
import os from 'node:os';
import path from 'node:path';
import { findLibrary } from '@dumont/engines/manifests';
import { KNOWN_PLUG_INS, type EngineRef, type ProbedUnit } from '@dumont/protocol';
import { dataFolder } from '../../host/data-folder.ts';
import { isSystemError } from '../../host/system-error.ts';
import { findPlugIn } from '../../providers/find-plug-in.ts';
import { providersFolder, thisPlace } from '../../providers/place.ts';
import { listStored } from '../../providers/stored-provider.ts';
import { DEFAULT_SANDBOX } from '../sandbox/settings.ts';
import { machineState } from './machine-state.ts';
import { probeEngine, type ProbeOptions } from './probe-engine.ts';
import { keepProbe, recallProbe } from './probe-memory.ts';

/**
 * @param engine a built-in one
 * @throws as probeEngine does; then nothing is kept
 */
export async function rememberedProbe(
  engine: EngineRef,
  options: ProbeOptions = {},
): Promise<readonly ProbedUnit[]> {
  const file = {
    folder: dataFolder(process.env, process.platform, os.homedir()),
    engine: engine.name,
  };
  // What a sandbox keeps from a driver runs without it.
  const { mode } = options.sandbox ?? DEFAULT_SANDBOX;
  const state = `${await stateOf(engine)} ${mode}`;
  const known = await unlessRefused(recallProbe(file, state));
  if (known !== null) return known;
  const units = await probeEngine(engine, options);
  // A folder that cannot be written has each command look for itself.
  await unlessRefused(keepProbe(file, state, units));
  return units;
}

/** @returns a checksum of what decides which units run by the engine, equal for equal states */
export async function stateOf(engine: EngineRef): Promise<string> {
  return machineState(filesOf(engine));
}

/** Providers lie in the runtime's own folder or in the store, or are plug-ins. */
function filesOf(engine: EngineRef): string[] {
  const library = findLibrary(engine.library ?? null);
  const place = thisPlace();
  const plugIns = KNOWN_PLUG_INS.flatMap((known) => findPlugIn(known, place)?.library ?? []);
  const stored = listStored(place).map(({ folder }) => folder);
  return [library, path.dirname(library), ...plugIns, providersFolder(place), ...stored];
}

async function unlessRefused<Value>(use: Promise<Value>): Promise<Value | null> {
  return use.catch((error: unknown) => {
    if (isSystemError(error)) return null;
    throw error;
  });
}

/** Which compute units really run here, found in an isolated process: a driver that crashes costs one probe. */
import { manifestOf } from '@dumont/engines/manifests';
import {
  DumontError,
  KNOWN_PLUG_INS,
  parseComputeUnit,
  providersFor,
  type ComputeUnit,
  type EngineRef,
  type KnownPlugIn,
  type UnitProbe,
} from '@dumont/protocol';
import { conductTask } from './conduct-task.ts';
import { findPlugIn, whyMissing } from '../../providers/find-plug-in.ts';
import { closeProviders, openProviders } from '../../providers/open-providers.ts';
import { thisPlace } from '../../providers/place.ts';
import { inSentences, whatProviderLacks, withProvider } from '../../providers/with-provider.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { DEFAULT_SANDBOX, type SandboxSettings } from '../sandbox/settings.ts';
import { withDeadline } from '../../host/deadline.ts';
import type { LaunchOptions } from './benchmark-request.ts';

const PROBE_DEADLINE_MS = 60_000;

export interface ProbeOptions extends Pick<LaunchOptions, 'signal'> {
  /** Left out it is `auto`. */
  readonly sandbox?: SandboxSettings;
}

/**
 * @returns of the units that the engine's manifest names, where it has one
 * @throws DumontError where the probe itself crashed or hung, USAGE and SANDBOX_UNAVAILABLE; the signal's reason where it was
 * aborted
 */
export async function probeEngine(
  engine: EngineRef,
  options: ProbeOptions = {},
): Promise<readonly UnitProbe[]> {
  const units: readonly string[] | undefined = manifestOf(engine)?.units;
  const probes = await probeInProcess(engine, options);
  // A library of the user's is asked alone, and answers for its own unit.
  if (units === undefined || engine.plugIn !== undefined) return probes;
  const own = probes.filter(({ unit }) => units.includes(unit));
  if (engine.package !== null) return own;
  const all: UnitProbe[] = [];
  for (const probe of own) all.push(await probeStored(probe, engine, options));
  for (const known of KNOWN_PLUG_INS.filter(({ unit }) => units.includes(unit)))
    all.push(await probePlugIn(known, engine, options));
  return all;
}

/** With the library of the store, where that has a provider of the unit's. @returns what was found before, else, and what mends it */
async function probeStored(before: UnitProbe, engine: EngineRef, options: ProbeOptions): Promise<UnitProbe> {
  const unit = parseComputeUnit(before.unit);
  if (before.available || unit === undefined) return before;
  const place = thisPlace();
  let found = before;
  for (const provider of providersFor(unit, place.platform)) {
    const own = withProvider({ engine, computeUnit: unit }, provider, place);
    if (own.library !== engine.library) found = await probeOne(unit, own, options);
    if (found.available) return found;
  }
  const [provider = 'cpu'] = providersFor(unit, place.platform);
  const lacks = whatProviderLacks(
    provider,
    withProvider({ engine, computeUnit: unit }, provider, place),
    place,
  );
  return lacks === null ? found : { ...found, reason: inSentences(found.reason ?? '', lacks) };
}

async function probePlugIn(known: KnownPlugIn, engine: EngineRef, options: ProbeOptions): Promise<UnitProbe> {
  const { unit } = known;
  const place = thisPlace();
  const plugIn = findPlugIn(known, place);
  if (plugIn === null) return { unit, available: false, reason: whyMissing(known, place) };
  return probeOne(unit, { ...engine, plugIn }, options);
}

/** In a process of its own: a library that crashes says nothing of the other units. */
async function probeOne(unit: ComputeUnit, engine: EngineRef, options: ProbeOptions): Promise<UnitProbe> {
  try {
    const probes = await probeInProcess(engine, options);
    return (
      probes.find((probe) => probe.unit === unit) ?? {
        unit,
        available: false,
        reason: 'its library was not looked at',
      }
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof DumontError)) throw error;
    return { unit, available: false, reason: error.message };
  }
}

async function probeInProcess(engine: EngineRef, options: ProbeOptions): Promise<UnitProbe[]> {
  const overdue = new DumontError(
    'DEADLINE_EXCEEDED',
    `Probing ${engine.name} took longer than ${PROBE_DEADLINE_MS} ms.`,
  );
  const signal = options.signal ?? new AbortController().signal;
  // Only that they are what was added: a tiny model of our own is run.
  await closeProviders(await openProviders(engine, thisPlace(), signal));
  const sandbox = await Sandbox.open(options.sandbox ?? DEFAULT_SANDBOX, null, []);
  try {
    const { outcome, error } = await withDeadline(
      { ms: PROBE_DEADLINE_MS, overdue, outer: options.signal },
      (signal) =>
        conductTask(
          { kind: 'probe', engine },
          { signal, memoryLimitBytes: null, sandbox, onEvent: () => undefined },
        ),
    );
    if (error !== null) throw new DumontError(error.code, error.message);
    return outcome.probe ?? [];
  } finally {
    await sandbox.close();
  }
}

/** Which compute units really run here, found in an isolated process: a driver that crashes costs one probe. */
import { manifestOf } from '@dumont/engines/manifests';
import {
  CPU_UNIT,
  DumontError,
  KNOWN_PLUG_INS,
  type ComputeUnit,
  type EngineRef,
  type KnownPlugIn,
  type ProbeTarget,
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
import { softwareAdapterOf } from './find-provider.ts';
import { chooseProvider } from './resolve-provider.ts';

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
  // A library of the user's is asked alone, and answers for its own unit.
  if (engine.plugIn !== undefined) return probeInProcess(engine, options);
  const units = manifestOf(engine)?.units;
  if (engine.package === null && engine.name === 'onnx') return probeRuntime(units ?? [], engine, options);
  const probes = await probeInProcess(engine, options);
  const names: readonly string[] | undefined = units;
  return probes.filter(({ unit }) => names?.includes(unit) ?? true);
}

async function probeRuntime(
  units: readonly ComputeUnit[],
  engine: EngineRef,
  options: ProbeOptions,
): Promise<UnitProbe[]> {
  const probes: UnitProbe[] = [];
  for (const unit of units) {
    const known = KNOWN_PLUG_INS.find((candidate) => candidate.unit === unit);
    probes.push(
      known === undefined
        ? await probeUnit(unit, engine, options)
        : await probePlugIn(known, engine, options),
    );
  }
  return probes;
}

/** By the provider that a benchmark would take, with the library of the store where that has it. */
async function probeUnit(unit: ComputeUnit, engine: EngineRef, options: ProbeOptions): Promise<UnitProbe> {
  const place = thisPlace();
  const chosen = chooseProvider(unit, engine, place.platform);
  if (!('provider' in chosen)) return { unit, available: false, reason: chosen.reason };
  const { provider } = chosen;
  const own = withProvider({ engine, computeUnit: unit }, provider, place);
  const target = { unit, provider, ...softwareAdapterOf(provider, place.platform) };
  // What not even the CPU runs by, such as a sandbox that is not to be had, is no matter of a unit.
  if (unit === CPU_UNIT) return answerFor(unit, await probeInProcess(own, options, target));
  const found = await probeOne(unit, own, options, target);
  const lacks = found.available ? null : whatProviderLacks(provider, own, place);
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
async function probeOne(
  unit: ComputeUnit,
  engine: EngineRef,
  options: ProbeOptions,
  target?: ProbeTarget,
): Promise<UnitProbe> {
  try {
    return answerFor(unit, await probeInProcess(engine, options, target));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof DumontError)) throw error;
    return { unit, available: false, reason: error.message };
  }
}

function answerFor(unit: ComputeUnit, probes: readonly UnitProbe[]): UnitProbe {
  const probe = probes.find((candidate) => candidate.unit === unit);
  return probe ?? { unit, available: false, reason: 'its library was not looked at' };
}

async function probeInProcess(
  engine: EngineRef,
  options: ProbeOptions,
  target?: ProbeTarget,
): Promise<UnitProbe[]> {
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
          { kind: 'probe', engine, ...(target === undefined ? {} : { target }) },
          { signal, memoryLimitBytes: null, sandbox, onEvent: () => undefined },
        ),
    );
    if (error !== null) throw new DumontError(error.code, error.message);
    return outcome.probe ?? [];
  } finally {
    await sandbox.close();
  }
}

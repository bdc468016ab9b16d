/** Which compute units really run here, found in isolated processes: a driver that crashes costs one unit on one device. */
import { manifestOf } from '@dumont/engines/manifests';
import {
  knownPlugInFor,
  libraryOfProvider,
  providersFor,
  unitOfPlugIn,
  type AnyUnit,
  type EngineRef,
  type ExecutionProvider,
  type PassedOver,
  type ProbedUnit,
} from '@dumont/protocol';
import { findPlugIn, whyMissing } from '../../providers/find-plug-in.ts';
import { thisPlace } from '../../providers/place.ts';
import { inSentences, whatProviderLacks, withProvider } from '../../providers/with-provider.ts';
import { softwareAdapterOf, whyNoProvider } from './find-provider.ts';
import { probeOnDevices } from './probe-devices.ts';
import { listPassedOver, whereItRuns } from './resolve-provider.ts';
import { runProbe, type ProbeOptions } from './run-probe.ts';

export type { ProbeOptions } from './run-probe.ts';

/**
 * @returns of the units that the engine's manifest names, where it has one
 * @throws DumontError where the probe of somebody else's engine, or of the CPU, crashed or hung, USAGE and SANDBOX_UNAVAILABLE; the
 * signal's reason where it was aborted
 */
export async function probeEngine(
  engine: EngineRef,
  options: ProbeOptions = {},
): Promise<readonly ProbedUnit[]> {
  // A library of the user's is asked alone, and answers for its own unit.
  const units = engine.plugIn === undefined ? manifestOf(engine)?.units : [unitOfPlugIn(engine.plugIn)];
  if (engine.package !== null || units === undefined) return probeForeign(units, engine, options);
  const probes: ProbedUnit[] = [];
  for (const unit of units) probes.push(await probeUnit(unit, engine, options));
  return probes;
}

/** It looks at its units by itself, in one process. */
async function probeForeign(
  units: readonly string[] | undefined,
  engine: EngineRef,
  options: ProbeOptions,
): Promise<ProbedUnit[]> {
  const { probe, engine: opened } = await runProbe({ kind: 'probe', engine }, options);
  const runtime = opened === null ? null : { name: opened.name, version: opened.version };
  return (probe ?? [])
    .filter(({ unit }) => units?.includes(unit) ?? true)
    .map(({ unit, available, reason }) => ({ unit, available, reason, runtime }));
}

/** By the provider that a benchmark would take: the first that runs. */
async function probeUnit(unit: AnyUnit, engine: EngineRef, options: ProbeOptions): Promise<ProbedUnit> {
  const { platform } = thisPlace();
  const candidates = providersFor(unit, platform);
  if (candidates.length === 0) return none(unit, `it does not exist on ${platform}: ${whereItRuns(unit)}`);
  const missing = whyNoPlugIn(unit, engine);
  if (missing !== null) return none(unit, missing);
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return probeAlone(only, unit, engine, options);
  return probeFirst(candidates, unit, engine, options);
}

async function probeAlone(
  provider: ExecutionProvider,
  unit: AnyUnit,
  engine: EngineRef,
  options: ProbeOptions,
): Promise<ProbedUnit> {
  const { platform } = thisPlace();
  // Whatever there is of Vulkan, the exact unit runs by it, and says what it is.
  const isSaidBest = libraryOfProvider(provider, platform) === null;
  const absent = isSaidBest ? null : whyNoProvider(provider, engine, platform);
  return absent === null
    ? probeBy(provider, unit, engine, options)
    : none(unit, listPassedOver([{ provider, reason: absent, isInstalled: false }]));
}

/** @returns by the first that runs; where none does, what keeps each from it */
async function probeFirst(
  candidates: readonly ExecutionProvider[],
  unit: AnyUnit,
  engine: EngineRef,
  options: ProbeOptions,
): Promise<ProbedUnit> {
  const passedOver: PassedOver[] = [];
  let failed = none(unit, '');
  for (const provider of candidates) {
    const absent = whyNoProvider(provider, engine, thisPlace().platform);
    const found = absent === null ? await probeBy(provider, unit, engine, options) : null;
    if (found?.available === true) return passedOver.length === 0 ? found : { ...found, passedOver };
    failed = found ?? failed;
    passedOver.push({ provider, reason: absent ?? found?.reason ?? '', isInstalled: absent === null });
  }
  return { ...failed, reason: listPassedOver(passedOver) };
}

function whyNoPlugIn(unit: AnyUnit, engine: EngineRef): string | null {
  const known = knownPlugInFor(unit);
  if (known === undefined || engine.plugIn !== undefined) return null;
  const place = thisPlace();
  return findPlugIn(known, place) === null ? whyMissing(known, place) : null;
}

async function probeBy(
  provider: ExecutionProvider,
  unit: AnyUnit,
  engine: EngineRef,
  options: ProbeOptions,
): Promise<ProbedUnit> {
  const place = thisPlace();
  const own = withProvider({ engine, computeUnit: unit }, provider, place);
  const target = { unit, provider, ...softwareAdapterOf(provider, place.platform) };
  const found = await probeOnDevices(target, own, options);
  const lacks = found.available ? null : whatProviderLacks(provider, own, place);
  return lacks === null ? found : { ...found, reason: inSentences(found.reason ?? '', lacks) };
}

function none(unit: AnyUnit, reason: string): ProbedUnit {
  return {
    unit,
    available: false,
    reason,
    provider: null,
    providerVersion: null,
    runtime: null,
    devices: [],
  };
}

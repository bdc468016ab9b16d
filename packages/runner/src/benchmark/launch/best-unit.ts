/** The unit that serves where nobody names one: the best that has been seen to run here. */
import { preferredUnitFor, unitsForFormat } from '@dumont/engines/manifests';
import {
  DumontError,
  providersFor,
  type ComputeUnit,
  type EngineRef,
  type ModelFormat,
  type ProbedUnit,
} from '@dumont/protocol';
import { whyNoProvider } from './find-provider.ts';
import type { ProbeOptions } from './probe-engine.ts';
import { rememberedProbe } from './remembered-probe.ts';

interface Here {
  readonly platform: NodeJS.Platform;
  readonly whyNot: typeof whyNoProvider;
  readonly probe: (engine: EngineRef, options: ProbeOptions) => Promise<readonly ProbedUnit[]>;
}

const HERE: Here = { platform: process.platform, whyNot: whyNoProvider, probe: rememberedProbe };

/**
 * Nothing is run where no file of a better one is there. One that cannot be asked, as by a driver that crashes, does not serve.
 * @param engine a built-in one
 * @throws the signal's reason where it was aborted
 */
export async function bestUnit(
  format: ModelFormat,
  engine: EngineRef,
  options: ProbeOptions = {},
  here: Here = HERE,
): Promise<ComputeUnit> {
  const sure = preferredUnitFor(format);
  const better = betterThan(sure, unitsForFormat(format)).filter((unit) => mayRun(unit, engine, here));
  if (better.length === 0) return sure;
  const probes = await here.probe(engine, options).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    if (error instanceof DumontError) return [];
    throw error;
  });
  return better.find((unit) => probes.some((probe) => probe.unit === unit && isReal(probe))) ?? sure;
}

function betterThan(sure: ComputeUnit, byRank: readonly ComputeUnit[]): ComputeUnit[] {
  return byRank.slice(0, Math.max(0, byRank.indexOf(sure)));
}

function mayRun(unit: ComputeUnit, engine: EngineRef, { platform, whyNot }: Here): boolean {
  return providersFor(unit, platform).some((provider) => whyNot(provider, engine, platform) === null);
}

/** One that computes on the CPU is no better than the CPU. */
function isReal({ available, devices = [] }: ProbedUnit): boolean {
  return available && (devices.length === 0 || devices.some(({ isSoftware }) => isSoftware !== true));
}

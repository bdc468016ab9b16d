/** Which execution provider a request comes to on this machine. */
import {
  computeUnitRow,
  DumontError,
  isPlugInUnit,
  PLATFORM_NAMES,
  providersFor,
  type AnyUnit,
  type ExecutionProvider,
  type PassedOver,
} from '@dumont/protocol';
import { manifestOf, unitsForFormat, type EngineManifest } from '@dumont/engines/manifests';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { whyNoProvider } from './find-provider.ts';

type Asked = Pick<BenchmarkRequest, 'computeUnit' | 'engine' | 'model'>;

export interface Candidate {
  readonly provider: ExecutionProvider;
  /** Why it is not there, as far as files tell; null where it is. */
  readonly absent: string | null;
}

/**
 * The providers that may run the unit, the preferred first; one of them at least is there. An engine of somebody else's is told the first
 * that the platform has, else the first of all: what it needs, and where it runs, is its own matter.
 * @throws DumontError UNIT_UNAVAILABLE where the engine does not have the unit or take the model's format, or the unit does not run
 * on this platform, or on this machine; USAGE where the engine's manifest is wrong
 */
export function findCandidates(
  request: Asked,
  platform: NodeJS.Platform,
  whyNot: typeof whyNoProvider = whyNoProvider,
): Candidate[] {
  const { computeUnit, engine } = request;
  const manifest = manifestOf(engine);
  if (manifest !== null) checkManifest(manifest, request);
  const [first, ...others] = candidatesFor(request, platform);
  if (first === undefined) {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `${computeUnit} does not exist on ${platform}: ${whereItRuns(computeUnit)}.`,
    );
  }
  // Of one alone, whoever loads it says best what it lacks.
  if (others.length === 0 || manifest?.name !== 'onnx' || engine.package !== null)
    return [{ provider: first, absent: null }];
  const found = [first, ...others].map((provider) => ({
    provider,
    absent: whyNot(provider, engine, platform),
  }));
  if (found.some(({ absent }) => absent === null)) return found;
  const reasons = found.map(({ provider, absent }) => ({
    ...{ provider, reason: absent ?? '', isInstalled: false },
  }));
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    `${computeUnit} cannot run on this machine. ${listPassedOver(reasons)}.`,
  );
}

function candidatesFor(
  { computeUnit, engine }: Asked,
  platform: NodeJS.Platform,
): readonly ExecutionProvider[] {
  const here = providersFor(computeUnit, platform);
  if (here.length > 0 || engine.package === null || isPlugInUnit(computeUnit)) return here;
  return computeUnitRow(computeUnit).providers;
}

/** @returns what was not taken and why, as one sentence without its end */
export function listPassedOver(passedOver: readonly PassedOver[]): string {
  return passedOver.map(({ provider, reason }) => `${provider}: ${reason.replace(/\.$/, '')}`).join('; ');
}

export function whereItRuns(unit: AnyUnit): string {
  const systems = [...PLATFORM_NAMES].flatMap(([platform, system]) =>
    providersFor(unit, platform).length > 0 ? [system] : [],
  );
  return `it runs on ${systems.join(' and ')}`;
}

function checkManifest({ formats, units }: EngineManifest, { computeUnit, engine, model }: Asked): void {
  if (isPlugInUnit(computeUnit) ? engine.name !== 'onnx' : !units.includes(computeUnit)) {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `The engine ${engine.name} does not run ${computeUnit}. Units that it runs: ${units.join(', ')}.`,
    );
  }
  if (formats.includes(model.format)) return;
  const instead =
    engine.package === null
      ? `Units that can: ${unitsForFormat(model.format).join(', ')}.`
      : `The engine ${engine.name} takes ${formats.map((format) => `.${format}`).join(', ')}.`;
  throw new DumontError('UNIT_UNAVAILABLE', `${computeUnit} cannot run .${model.format} models. ${instead}`);
}

/** Which execution provider a request comes to on this machine. */
import {
  computeUnitRow,
  DumontError,
  isPlugInUnit,
  libraryOfProvider,
  providersFor,
  type AnyUnit,
  type ComputeUnit,
  type EngineRef,
  type ExecutionProvider,
  type PassedOver,
} from '@dumont/protocol';
import { manifestOf, unitsForFormat, type EngineManifest } from '@dumont/engines/manifests';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { whyNoProvider } from './find-provider.ts';

type Asked = Pick<BenchmarkRequest, 'computeUnit' | 'engine' | 'model'>;

/**
 * Of a unit that several providers may run, the first that is there. An engine of somebody else's is told the first that the platform
 * has, else the first of all: what it needs, and where it runs, is its own matter.
 * @throws DumontError UNIT_UNAVAILABLE where the engine does not have the unit or take the model's format, or the unit does not run
 * on this platform, or on this machine; USAGE where the engine's manifest is wrong
 */
export function resolveProvider(
  request: Asked,
  platform: NodeJS.Platform,
  whyNot: typeof whyNoProvider = whyNoProvider,
): ExecutionProvider {
  const { computeUnit, engine } = request;
  const manifest = manifestOf(engine);
  if (manifest !== null) checkManifest(manifest, request);
  const candidates = candidatesFor(request, platform);
  const [first, ...others] = candidates;
  if (first === undefined) {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `${computeUnit} does not exist on ${platform}: ${whereItRuns(computeUnit)}.`,
    );
  }
  // Of one alone, whoever loads it says best what it lacks.
  if (others.length === 0 || manifest?.name !== 'onnx' || engine.package !== null) return first;
  const chosen = chooseAmong(candidates, engine, platform, whyNot);
  if ('provider' in chosen) return chosen.provider;
  throw new DumontError('UNIT_UNAVAILABLE', `${computeUnit} cannot run on this machine. ${chosen.reason}.`);
}

type Chosen = { readonly provider: ExecutionProvider } | { readonly reason: string };

/** As a benchmark by ONNX Runtime would; a provider whose file is not there is none, though it be the only one. */
export function chooseProvider(
  unit: ComputeUnit,
  engine: EngineRef,
  platform: NodeJS.Platform,
  whyNot: typeof whyNoProvider = whyNoProvider,
): Chosen {
  const candidates = providersFor(unit, platform);
  const [only, ...others] = candidates;
  if (only === undefined) return { reason: `it does not exist on ${platform}: ${whereItRuns(unit)}` };
  // Whatever there is of Vulkan, the exact unit runs by it, and says what it is.
  if (others.length === 0 && libraryOfProvider(only, platform) === null) return { provider: only };
  return chooseAmong(candidates, engine, platform, whyNot);
}

function chooseAmong(
  candidates: readonly ExecutionProvider[],
  engine: EngineRef,
  platform: NodeJS.Platform,
  whyNot: typeof whyNoProvider,
): Chosen {
  const reasons: string[] = [];
  for (const provider of candidates) {
    const reason = whyNot(provider, engine, platform);
    if (reason === null) return { provider };
    reasons.push(`${provider}: ${reason}`);
  }
  return { reason: reasons.join('; ') };
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

const SYSTEMS = { darwin: 'macOS', linux: 'Linux', win32: 'Windows' } as const;

export function whereItRuns(unit: AnyUnit): string {
  const systems = Object.entries(SYSTEMS)
    .filter(([platform]) => providersFor(unit, platform as keyof typeof SYSTEMS).length > 0)
    .map(([, system]) => system);
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

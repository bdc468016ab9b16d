/** Which execution provider a request comes to on this machine. */
import { DumontError, isPlugInUnit, providersFor, type ExecutionProvider } from '@dumont/protocol';
import { manifestOf, unitsForFormat, type EngineManifest } from '@dumont/engines/manifests';
import type { BenchmarkRequest } from './benchmark-request.ts';
import { whyNoProvider } from './find-provider.ts';

type Asked = Pick<BenchmarkRequest, 'computeUnit' | 'engine' | 'model'>;

/**
 * Of a unit that several providers may run, the first that is there. An engine of somebody else's is told the first that the platform
 * has: what it needs is its own matter.
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
  const candidates = providersFor(computeUnit, platform);
  const [first, ...others] = candidates;
  if (first === undefined) {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `${computeUnit} does not exist on ${platform}. "dumont-runner probe" shows what this machine can run.`,
    );
  }
  // Of one alone, whoever loads it says best what it lacks.
  if (others.length === 0 || manifest?.name !== 'onnx' || engine.package !== null) return first;
  const reasons: string[] = [];
  for (const provider of candidates) {
    const reason = whyNot(provider, engine, platform);
    if (reason === null) return provider;
    reasons.push(`${provider}: ${reason}`);
  }
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    `${computeUnit} cannot run on this machine. ${reasons.join('; ')}.`,
  );
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

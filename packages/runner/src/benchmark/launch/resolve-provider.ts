/** Which execution provider a request comes to on this machine. */
import { DumontError, isPlugInUnit, providerFor, type ExecutionProvider } from '@dumont/protocol';
import { manifestOf, unitsForFormat, type EngineManifest } from '@dumont/engines/manifests';
import type { BenchmarkRequest } from './benchmark-request.ts';

type Asked = Pick<BenchmarkRequest, 'computeUnit' | 'engine' | 'model'>;

/**
 * @throws DumontError UNIT_UNAVAILABLE where the engine does not have the unit or take the model's format, or the unit does not run
 * on this platform; USAGE where the engine's manifest is wrong
 */
export function resolveProvider(request: Asked, platform: NodeJS.Platform): ExecutionProvider {
  const { computeUnit, engine } = request;
  const manifest = manifestOf(engine);
  if (manifest !== null) checkManifest(manifest, request);
  const provider = providerFor(computeUnit, platform);
  if (provider === undefined) {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `${computeUnit} does not exist on ${platform}. "dumont-runner probe" shows what this machine can run.`,
    );
  }
  return provider;
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

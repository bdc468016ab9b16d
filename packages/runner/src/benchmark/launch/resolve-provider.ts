/** Which execution provider a request comes to on this machine. */
import { DumontError, providerFor, type ExecutionProvider } from '@dumont/protocol';
import { manifestFor, unitsForFormat } from '@dumont/engines/manifests';
import type { BenchmarkRequest } from './benchmark-request.ts';

/** @throws DumontError UNIT_UNAVAILABLE where the unit does not take the model's format or not run on this platform */
export function resolveProvider(
  request: Pick<BenchmarkRequest, 'computeUnit' | 'model'>,
  platform: NodeJS.Platform,
): ExecutionProvider {
  const { computeUnit, model } = request;
  if (!manifestFor(computeUnit).formats.includes(model.format)) {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `${computeUnit} cannot run .${model.format} models. Units that can: ${unitsForFormat(model.format).join(', ')}.`,
    );
  }
  const provider = providerFor(computeUnit, platform);
  if (provider === undefined) {
    throw new DumontError(
      'UNIT_UNAVAILABLE',
      `${computeUnit} does not exist on ${platform}. "dumont-runner probe" shows what this machine can run.`,
    );
  }
  return provider;
}

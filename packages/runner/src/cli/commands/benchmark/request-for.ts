/** What a command's settings ask of one unit. */
import { engineFor } from '@dumont/engines/manifests';
import { isAccelerator, type AnyUnit } from '@dumont/protocol';
import type { BenchmarkRequest } from '../../../benchmark/launch/benchmark-request.ts';
import type { BenchmarkSettings } from './benchmark-settings.ts';
import { isRunByPlugIn, takesProviderSettings } from './plug-in-settings.ts';

export function requestFor(
  computeUnit: AnyUnit,
  { measurement, enginePackage, runtimeApi, onnxruntime, placement, plugIn, provider }: BenchmarkSettings,
): Omit<BenchmarkRequest, 'model'> {
  const takesPlugIn = isRunByPlugIn(computeUnit);
  return {
    ...measurement,
    computeUnit,
    ...(takesProviderSettings(computeUnit) ? { provider } : {}),
    engine: {
      ...engineFor(computeUnit, enginePackage, process.cwd()),
      ...(runtimeApi === null ? {} : { api: runtimeApi }),
      ...(takesPlugIn && plugIn !== null ? { plugIn } : {}),
      ...(onnxruntime === null ? {} : { library: onnxruntime }),
    },
    placement: placement ?? (isAccelerator(computeUnit) ? 'report' : 'off'),
  };
}

/** Which of the engine's compute units run here: the null model is loaded and run on each. */
import {
  DumontError,
  knownPlugInFor,
  providersFor,
  unitOfPlugIn,
  type AnyUnit,
  type PlugIn,
  type UnitProbe,
} from '@dumont/protocol';
import { PLAIN_OPTIONS } from './plain-options.ts';
import { onnx } from './manifest.ts';
import { SMALLEST_NULL_MODEL } from './null-model.ts';
import type { OnnxApi } from './onnx-api.ts';

/** @param plugIn the library of providers that it was opened with: then that alone is looked at; null: units that need none */
export async function probeUnits(api: OnnxApi, plugIn: PlugIn | null): Promise<UnitProbe[]> {
  const units =
    plugIn === null
      ? onnx.units.filter((unit) => knownPlugInFor(unit) === undefined)
      : [unitOfPlugIn(plugIn)];
  const probes: UnitProbe[] = [];
  for (const unit of units) {
    const reason = await whyUnavailable(unit, api.load);
    const devices = api.devices === undefined ? {} : { devices: [...api.devices] };
    probes.push({ unit, available: reason === null, reason, ...devices });
  }
  return probes;
}

/** @returns null where it runs */
async function whyUnavailable(unit: AnyUnit, load: OnnxApi['load']): Promise<string | null> {
  const [provider] = providersFor(unit, process.platform);
  if (provider === undefined) return `there is no execution provider for it on ${process.platform}`;
  try {
    const session = await load(SMALLEST_NULL_MODEL, { ...PLAIN_OPTIONS, unit, provider });
    try {
      await session.bind({ x: { dtype: 'float32', shape: [1], data: new Float32Array(1) } }).run();
    } finally {
      await session[Symbol.asyncDispose]();
    }
    return null;
  } catch (cause) {
    if (cause instanceof DumontError) return cause.message;
    throw cause;
  }
}

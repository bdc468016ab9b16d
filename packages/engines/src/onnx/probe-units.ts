/** Which of the engine's compute units run here: the null model is loaded and run on each. */
import {
  DumontError,
  knownPlugInFor,
  providersFor,
  unitOfPlugIn,
  type AnyUnit,
  type PlugIn,
  type ProbeTarget,
  type SessionOptions,
  type UnitProbe,
} from '@dumont/protocol';
import { PLAIN_OPTIONS } from '../plain-options.ts';
import { onnx } from './manifest.ts';
import { SMALLEST_NULL_MODEL } from './null-model.ts';
import type { OnnxApi } from './onnx-api.ts';

/**
 * @param plugIn the library of providers that it was opened with: then that alone is looked at
 * @param target the only one to look at; left out, and without a plug-in, the units that need none
 */
export async function probeUnits(
  api: OnnxApi,
  plugIn: PlugIn | null,
  target?: ProbeTarget,
): Promise<UnitProbe[]> {
  if (target !== undefined) return [await probeTarget(api, target)];
  const units =
    plugIn === null
      ? onnx.units.filter((unit) => knownPlugInFor(unit) === undefined)
      : [unitOfPlugIn(plugIn)];
  const probes: UnitProbe[] = [];
  for (const unit of units) probes.push(await probeUnit(api, unit));
  return probes;
}

async function probeUnit(api: OnnxApi, unit: AnyUnit): Promise<UnitProbe> {
  const [provider] = providersFor(unit, process.platform);
  if (provider === undefined) {
    const reason = `there is no execution provider for it on ${process.platform}`;
    return { unit, available: false, reason };
  }
  const probe = await probeTarget(api, { unit, provider });
  // Of a library all that it offers, whether the model ran on it or not.
  return api.devices === undefined ? probe : { ...probe, devices: [...api.devices] };
}

async function probeTarget(
  { load }: OnnxApi,
  target: Pick<SessionOptions, 'unit' | 'provider' | 'softwareAdapter' | 'device'>,
): Promise<UnitProbe> {
  const { unit } = target;
  try {
    const session = await load(SMALLEST_NULL_MODEL, { ...PLAIN_OPTIONS, ...target });
    try {
      await session.bind({ x: { dtype: 'float32', shape: [1], data: new Float32Array(1) } }).run();
    } finally {
      await session[Symbol.asyncDispose]();
    }
    const { name = '', version = null, devices = [] } = session.provider ?? {};
    const offered = devices.map((device) => ({ ...device, provider: name }));
    return {
      ...{ unit, available: true, reason: null, providerVersion: version },
      ...(offered.length === 0 ? {} : { devices: offered }),
    };
  } catch (cause) {
    if (cause instanceof DumontError) return { unit, available: false, reason: cause.message };
    throw cause;
  }
}

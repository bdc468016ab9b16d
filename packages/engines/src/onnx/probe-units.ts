/** Which of the engine's compute units run here: the null model is loaded and run on each. */
import { DumontError, providerFor, type ComputeUnit, type UnitProbe } from '@dumont/protocol';
import type { Engine } from '../engine.ts';
import { PLAIN_OPTIONS } from './plain-options.ts';
import { onnx } from './manifest.ts';
import { SMALLEST_NULL_MODEL } from './null-model.ts';

export async function probeUnits(load: Engine['load']): Promise<UnitProbe[]> {
  const probes: UnitProbe[] = [];
  for (const unit of onnx.units) {
    const reason = await whyUnavailable(unit, load);
    probes.push({ unit, available: reason === null, reason });
  }
  return probes;
}

/** @returns null where it runs */
async function whyUnavailable(unit: ComputeUnit, load: Engine['load']): Promise<string | null> {
  const provider = providerFor(unit, process.platform);
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

/** The ONNX Runtime engine. */
import type { Engine } from '../engine.ts';
import { onnx } from './manifest.ts';
import { openNodeBinding } from './node-binding/open.ts';
import { probeUnits } from './probe-units.ts';

/** @throws DumontError UNIT_UNAVAILABLE where there is no native library for this platform */
export async function openOnnxEngine(): Promise<Engine> {
  const api = await openNodeBinding();
  return { name: onnx.name, formats: onnx.formats, ...api, probe: () => probeUnits(api.load) };
}

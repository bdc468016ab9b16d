/** The manifests of the engines that compute units are run by unless somebody brings another. */
import { byRank, computeUnitRow, type ComputeUnit, type ModelFormat } from '@dumont/protocol';
import { coreml } from '../coreml/manifest.ts';
import { onnx } from '../onnx/manifest.ts';
import type { EngineManifest } from './manifest.ts';

export const BUILT_IN_MANIFESTS: readonly EngineManifest[] = [onnx, coreml];

export function manifestFor(unit: ComputeUnit): EngineManifest {
  const { engine } = computeUnitRow(unit);
  const manifest = BUILT_IN_MANIFESTS.find(({ name }) => name === engine);
  if (manifest === undefined) throw new RangeError(`no built-in engine is called ${engine}`);
  return manifest;
}

/** @returns those that take the format, the preferred first */
export function unitsForFormat(format: ModelFormat, manifests = BUILT_IN_MANIFESTS): ComputeUnit[] {
  return byRank(manifests.flatMap(({ formats, units }) => (formats.includes(format) ? units : [])));
}

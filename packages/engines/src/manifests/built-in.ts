/** The manifests of the engines that compute units are run by unless somebody brings another. */
import {
  byRank,
  computeUnitRow,
  isAccelerator,
  isPlugInUnit,
  type AnyUnit,
  type ComputeUnit,
  type ModelFormat,
} from '@dumont/protocol';
import { coreml } from '../coreml/manifest.ts';
import { onnx } from '../onnx/manifest.ts';
import type { EngineManifest } from './manifest.ts';

export const BUILT_IN_MANIFESTS: readonly EngineManifest[] = [onnx, coreml];

/** Plug-ins are ONNX Runtime's. */
export function manifestFor(unit: AnyUnit): EngineManifest {
  if (isPlugInUnit(unit)) return onnx;
  const { engine } = computeUnitRow(unit);
  const manifest = builtInManifest(engine);
  if (manifest === null) throw new RangeError(`no built-in engine is called ${engine}`);
  return manifest;
}

/** @returns null for an engine that is not built in */
export function builtInManifest(name: string): EngineManifest | null {
  return BUILT_IN_MANIFESTS.find((manifest) => manifest.name === name) ?? null;
}

/** @returns those that take the format, the preferred first */
export function unitsForFormat(format: ModelFormat, manifests = BUILT_IN_MANIFESTS): ComputeUnit[] {
  return byRank(manifests.flatMap(({ formats, units }) => (formats.includes(format) ? units : [])));
}

/** @returns the unit that serves where nobody looks what the machine has; where none takes the format, one that says so when it is asked */
export function preferredUnitFor(format: ModelFormat, manifests = BUILT_IN_MANIFESTS): ComputeUnit {
  const taking = unitsForFormat(format, manifests);
  const units = taking.length > 0 ? taking : byRank(manifests.flatMap((manifest) => manifest.units));
  const [first] = units;
  if (first === undefined) throw new RangeError('no engine has a unit');
  return units.find((unit) => !isAccelerator(unit)) ?? first;
}

/** Imported by the isolated process. What not every task needs is imported when it is called: start-up is measured too. */
import type { checkExpected as CheckExpected, compareOutputs as CompareOutputs } from './compare-outputs.ts';
import type { findInputs as FindInputs } from './feeds/find-inputs.ts';
import type { findDrift as FindDrift } from './output-drift.ts';

export type { Expected } from './compare-outputs.ts';
export type {
  BoundInference,
  DeviceInference,
  Engine,
  InferenceSession,
  NotOnDevice,
  ProfiledSession,
  ProfileResult,
} from './engine.ts';
export type { FoundInputs, Search } from './feeds/find-inputs.ts';
export { resolveInputs, type ResolvedInputs } from './feeds/resolve-inputs.ts';
export { openEngine } from './registry.ts';
export type { Tensor, TensorElements } from './tensor.ts';
export {
  byteLengthOfTensors,
  tensorsIn,
  type MapValue,
  type NamedValues,
  type Sequence,
  type Value,
} from './value.ts';

export const findInputs: typeof FindInputs = async (...search) => {
  const module = await import('./feeds/find-inputs.ts');
  return module.findInputs(...search);
};

export const compareOutputs: typeof CompareOutputs = async (...comparison) => {
  const module = await import('./compare-outputs.ts');
  return module.compareOutputs(...comparison);
};

export const checkExpected: typeof CheckExpected = async (...check) => {
  const module = await import('./compare-outputs.ts');
  return module.checkExpected(...check);
};

export const findDrift: typeof FindDrift = async (...comparison) => {
  const module = await import('./output-drift.ts');
  return module.findDrift(...comparison);
};

export type { BoundInference, Engine, InferenceSession, ProfiledSession, ProfileResult } from './engine.ts';
export type { NamedTensors, Tensor, TensorElements } from './tensor.ts';
export { openEngine } from './registry.ts';
export { resolveInputs, type ResolvedInputs } from './feeds/resolve-inputs.ts';

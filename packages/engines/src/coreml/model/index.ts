/** What a CoreML model takes and gives, on every system: no native code is loaded. */
export type { Feature, FeatureType, Signature } from './feature.ts';
export { readSpecification, type ModelSpecification } from './read-model.ts';
export { checkPackage } from './read-package.ts';
export { tensorInfoOf } from './tensor-info.ts';

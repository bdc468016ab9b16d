/** What a CoreML model takes and gives, on every system: no native code is loaded. */
export type { Feature, FeatureType, Signature } from './feature.ts';
export type { ModelSpecification } from './read-description.ts';
export { readSpecification } from './read-model.ts';
export { checkPackage } from './read-package.ts';
export { tensorInfoOf } from './tensor-info.ts';

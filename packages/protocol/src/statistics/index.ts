export { assessSamples, type MeasuredRuns } from './assess.ts';
export { comparePaired, type Comparison, type ProcessPair } from './comparison.ts';
export type { Samples } from './quantile.ts';
export { isStable } from './stability.ts';
export { summarize } from './summary.ts';

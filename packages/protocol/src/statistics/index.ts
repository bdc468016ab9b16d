export { assessSamples, type MeasuredRuns } from './assess.ts';
export { median, type Samples } from './quantile.ts';
export { isStable } from './stability.ts';
export { summarize } from './summary.ts';

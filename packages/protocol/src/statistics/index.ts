export { median, type Samples } from './quantile.ts';
export * from './stability.ts';
export * from './summary.ts';

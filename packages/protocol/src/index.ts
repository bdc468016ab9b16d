export * from './compute-unit.ts';
export * from './errors.ts';
export * from './report.ts';
export * from './runner-messages.ts';
export * from './statistics/index.ts';
export * from './tensor-type.ts';
export * from './units.ts';
export * from './warnings.ts';

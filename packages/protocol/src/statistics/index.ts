export { findChangePoint } from './change-point.ts';
export { assessSamples, type MeasuredRuns } from './assess.ts';
export {
  combineVerdicts,
  comparePaired,
  type Comparison,
  type ProcessPair,
  type Verdict,
} from './comparison.ts';
export {
  FALSE_ALARM_PROMISE,
  FALSE_ALARM_RATE,
  levelOfLastLook,
  planLooks,
  type Look,
} from './error-spending.ts';
export { simulateFalseAlarms, type FalseAlarms } from './false-alarms.ts';
export { FEWEST_SAMPLES_FOR_MEDIAN_CI, PERCENTILES } from './percentiles.ts';
export { median, type Samples } from './quantile.ts';
export { isStable } from './stability.ts';
export { summarize } from './summary.ts';
export { summarizeSustained, type SensorReading } from './sustained.ts';
export { compareWithStored, type StoredBaseline } from './stored-comparison.ts';

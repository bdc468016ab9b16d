/** The benchmark, the comparison and the sandbox, for other programs. */
export { compareWithStoredReport } from './compare/compare-with-stored.ts';
export { launchComparison } from './compare/launch-comparison.ts';
export type {
  ComparisonEvent,
  ComparisonOptions,
  PairedRequest,
  StoredRequest,
} from './compare/paired-request.ts';
export { readDevice } from './benchmark/device/inventory.ts';
export { DEFAULT_REQUEST } from './benchmark/launch/default-request.ts';
export { launchBenchmark } from './benchmark/launch/launch-benchmark.ts';
export { probeEngine, type ProbeOptions } from './benchmark/launch/probe-engine.ts';
export { probeUnits } from './benchmark/launch/probe-units.ts';
export { proveSandbox } from './benchmark/launch/prove-sandbox.ts';
export type {
  BenchmarkEvent,
  BenchmarkRequest,
  LaunchOptions,
  ProcessPurpose,
} from './benchmark/launch/benchmark-request.ts';
export { listCards } from './benchmark/meters/accelerator/list-cards.ts';
export { checkSandbox, missingLayers } from './benchmark/sandbox/check-sandbox.ts';
export {
  DEFAULT_SANDBOX,
  defaultMemoryLimitBytes,
  MEMORY_LIMIT_PERCENT,
  type SandboxSettings,
} from './benchmark/sandbox/settings.ts';
export { engineFor, enginesFor, manifestsFor, unitsForFormat } from '@dumont/engines/manifests';

/** What other programs may use: the benchmark itself, not the command around it. */
export { readDevice } from './device/inventory.ts';
export { launchBenchmark } from './launch/launch-benchmark.ts';
export { probeEngine } from './launch/probe-engine.ts';
export type { BenchmarkEvent, BenchmarkRequest, LaunchOptions, ProcessPurpose } from './launch/request.ts';

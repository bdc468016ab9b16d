/** What other programs may use: the benchmark itself, not the command around it. */
export { compareWithStoredReport } from './compare/compare-with-stored.ts';
export { launchComparison } from './compare/launch-comparison.ts';
export type { ComparisonEvent, ComparisonOptions, PairedRequest, StoredRequest } from './compare/request.ts';
export { launchBenchmark } from './launch/launch-benchmark.ts';
export { probeEngine } from './launch/probe-engine.ts';
export type { BenchmarkEvent, BenchmarkRequest, LaunchOptions, ProcessPurpose } from './launch/request.ts';

/** What other programs may use: the benchmark itself, not the command around it. */
export { launchBenchmark } from './launch/launch-benchmark.ts';
export { probeEngine, type ProbeOptions } from './launch/probe-engine.ts';
export { DEFAULT_SANDBOX, type SandboxSettings } from './sandbox/settings.ts';
export type { BenchmarkEvent, BenchmarkRequest, LaunchOptions, ProcessPurpose } from './launch/request.ts';

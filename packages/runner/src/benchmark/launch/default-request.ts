/** What a benchmark is where nobody says otherwise: a caller names the model, its unit and engine, and what differs. */
import type { BenchmarkRequest } from './benchmark-request.ts';

export const DEFAULT_REQUEST: Omit<BenchmarkRequest, 'model' | 'computeUnit' | 'engine'> = {
  loads: 5,
  warmup: { runs: 1, ms: 200 },
  stop: { runs: 10, durationMs: null, untilStable: false },
  inputs: { seed: 0, shapes: {}, dims: {}, values: {}, files: {}, folder: null },
  session: {
    intraOpThreads: null,
    interOpThreads: null,
    graphOptimization: 'all',
    executionMode: 'sequential',
  },
  expect: null,
  drift: { rtol: 1e-3 },
  placement: 'off',
  profile: false,
  timeoutMs: 600_000,
  memoryLimitBytes: null,
};

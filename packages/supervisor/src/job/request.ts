/** From a job and its model to what the runner is asked to do. Pure. */
import {
  computeUnitRow,
  type ComputeUnit,
  type EngineRef,
  type JobSpec,
  type ModelFormat,
} from '@dumont/protocol';
import type { BenchmarkRequest, SandboxSettings } from '@dumont/runner';

export interface JobSettings {
  readonly loads: number;
  /** Where the job does not say. */
  readonly timeoutMs: number;
  readonly memoryLimitBytes: number | null;
  readonly sandbox: SandboxSettings;
}

interface Subject {
  readonly model: { readonly path: string; readonly format: ModelFormat };
  readonly computeUnit: ComputeUnit;
  readonly engine: EngineRef;
}

export function toRequest(
  spec: JobSpec,
  { model, computeUnit, engine }: Subject,
  settings: JobSettings,
): BenchmarkRequest {
  return {
    model,
    computeUnit,
    engine,
    loads: settings.loads,
    warmup: { runs: 1, ms: 200 },
    stop: { runs: spec.runs, durationMs: null, untilStable: false },
    inputs: { seed: 0, shapes: {}, dims: {}, values: {}, files: {}, folder: null },
    session: {
      intraOpThreads: null,
      interOpThreads: null,
      graphOptimization: 'all',
      executionMode: 'sequential',
    },
    expect: null,
    // What an accelerator does not run itself runs on the CPU: the result says so.
    placement: computeUnitRow(computeUnit).provider === 'cpu' ? 'off' : 'report',
    profile: false,
    timeoutMs: spec.timeoutMs ?? settings.timeoutMs,
    memoryLimitBytes: settings.memoryLimitBytes,
    sandbox: settings.sandbox,
  };
}

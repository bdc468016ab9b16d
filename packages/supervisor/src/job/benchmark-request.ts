/** From a job and its model to what the runner is asked to do. Pure. */
import { isAccelerator, type ComputeUnit, type EngineRef } from '@dumont/protocol';
import type { JobSpec } from '@dumont/protocol/sark';
import { DEFAULT_REQUEST, type BenchmarkRequest, type SandboxSettings } from '@dumont/runner';

export interface JobSettings {
  readonly loads: number;
  /** Where the job does not say. */
  readonly timeoutMs: number;
  readonly memoryLimitBytes: number | null;
  readonly sandbox: SandboxSettings;
}

interface Subject {
  readonly model: BenchmarkRequest['model'];
  readonly computeUnit: ComputeUnit;
  readonly engine: EngineRef;
}

export function toRequest(
  spec: JobSpec,
  { model, computeUnit, engine }: Subject,
  settings: JobSettings,
): BenchmarkRequest {
  return {
    ...DEFAULT_REQUEST,
    model,
    computeUnit,
    engine,
    loads: settings.loads,
    stop: { ...DEFAULT_REQUEST.stop, runs: spec.runs },
    // What an accelerator does not run itself runs on the CPU: the result says so.
    placement: isAccelerator(computeUnit) ? 'report' : 'off',
    timeoutMs: spec.timeoutMs ?? settings.timeoutMs,
    memoryLimitBytes: settings.memoryLimitBytes,
    sandbox: settings.sandbox,
  };
}

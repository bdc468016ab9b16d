/** One model through the ordinary launcher, in processes of its own. */
import { DEFAULT_REQUEST, launchBenchmark, type BenchmarkRequest } from '@dumont/runner';
import { isAccelerator, type BenchmarkReport, type ComputeUnit, type RuntimeApi } from '@dumont/protocol';
import type { ConformanceModel } from './models.ts';

export const MODES = ['shipped', 'generated'] as const;
export type Mode = (typeof MODES)[number];

/** What the models are run by. */
export interface Target {
  readonly unit: ComputeUnit;
  readonly api: RuntimeApi;
}

export interface ModelOutcome {
  readonly model: string;
  readonly mode: Mode;
  readonly ran: boolean;
  /** Null where outputs were not compared, or it did not run. */
  readonly matched: boolean | null;
  /** Whether all, some or none of its nodes ran on the unit; null for the CPU, and where nobody knows. */
  readonly placement: NonNullable<BenchmarkReport['engine']['placement']>['verdict'] | null;
  /** `complete`, or the error's code. */
  readonly outcome: string;
  readonly detail: string;
}

const TIMEOUT_MS = 60_000;
const MEMORY_LIMIT_BYTES = 4 * 2 ** 30;
/** ONNX's own backend tests allow 1e-3 and 1e-7; one in single precision cannot be held to the latter by another kernel. */
const TOLERANCE = { rtol: 1e-3, atol: 1e-5 };

export async function runModel(model: ConformanceModel, mode: Mode, target: Target): Promise<ModelOutcome> {
  const report = await launchBenchmark(requestFor(model, mode, target));
  const { engine, error, expectation } = report;
  return {
    model: model.name,
    mode,
    ran: report.inference !== null,
    matched: expectation?.matched ?? null,
    placement: engine.placement?.verdict ?? null,
    outcome: error === null ? 'complete' : error.code,
    detail: error?.message ?? describeInputs(report),
  };
}

function requestFor(model: ConformanceModel, mode: Mode, { unit, api }: Target): BenchmarkRequest {
  const shipped = mode === 'shipped';
  return {
    ...DEFAULT_REQUEST,
    model: { path: model.file, format: 'onnx' },
    computeUnit: unit,
    engine: { name: 'onnx', package: null, api },
    loads: 1,
    warmup: { runs: 0, ms: 0 },
    stop: { ...DEFAULT_REQUEST.stop, runs: 1 },
    inputs: { ...DEFAULT_REQUEST.inputs, folder: shipped ? model.dataSet : null },
    session: { ...DEFAULT_REQUEST.session, intraOpThreads: 1 },
    expect: shipped ? { folder: model.dataSet, ...TOLERANCE } : null,
    // What the CPU does beside the unit counts as run: the placement tells. Nothing is measured here, so no other pass is made.
    placement: isAccelerator(unit) ? 'report' : 'off',
    drift: null,
    onDevice: false,
    measureFloor: false,
    timeoutMs: TIMEOUT_MS,
    memoryLimitBytes: MEMORY_LIMIT_BYTES,
  };
}

function describeInputs({ inputs }: BenchmarkReport): string {
  return inputs
    .map(
      ({ name, shape, source }) =>
        `${name} ${shape.length > 0 ? shape.join('x') : 'scalar'}${source === 'searched' ? ' (searched)' : ''}`,
    )
    .join(', ');
}

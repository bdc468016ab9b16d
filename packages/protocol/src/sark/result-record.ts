/**
 * From a report to SARK's flat result record: the columns of its CSV files under their names, and Dumont's own fields in snake case.
 * Every value is a scalar, as a CSV cell wants it; `null`, an empty cell there, says that there is no value.
 */
import { z } from 'zod';
import { deviceInfoSchema, toDeviceInfo } from './orchestrator-api.ts';
import type { DumontError } from '../errors.ts';
import {
  REPORT_SCHEMA,
  type BenchmarkReport,
  type Device,
  type InferenceResult,
  type LoadResult,
} from '../report/index.ts';

/** Absent, and so `null`, where the benchmark did not come so far. */
const measured = z.number().nullable().default(null);
const count = z.int().nonnegative().nullable().default(null);

/** What SARK writes into its CSV files, and the device's UDID. */
const sarkColumns = {
  job_id: z.string(),
  campaign_id: z.string(),
  worker_id: z.string(),
  status: z.enum(['Complete', 'Failed']),
  /** Why the job failed; empty where it did not. */
  remark: z.string(),
  FileName: z.string(),
  /** Bytes. */
  FileSize: z.int().nullable(),
  ComputeUnits: z.string(),
  CreatedUtc: z.string(),
  ...deviceInfoSchema.shape,
  LoadMsMedian: measured,
  LoadMsMin: measured,
  LoadMsMax: measured,
  LoadMsAverage: measured,
  LoadMsStdDev: measured,
  LoadMsFirst: measured,
  /** MB, like every memory size here. */
  PeakLoadRamUsage: measured,
  AverageLoadCpuPercent: measured,
  InferenceMsMedian: measured,
  InferenceMsMin: measured,
  InferenceMsMax: measured,
  InferenceMsAverage: measured,
  InferenceMsStdDev: measured,
  InferenceMsFirst: measured,
  PeakInferenceRamUsage: measured,
  AverageInferenceCpuPercent: measured,
};

const ownFields = {
  /** The same for every publication of one result, so that a reader can tell a repetition. */
  result_id: z.string(),
  report_schema: z.string(),
  error_code: z.string().nullable(),
  exit_code: z.int().nullable(),
  signal: z.string().nullable(),
  model_sha256: z.string().nullable(),
  engine: z.string(),
  engine_version: z.string().nullable(),
  requested_provider: z.string(),
  /** Providers that really ran nodes, separated by commas; `null` where placement was not looked at. */
  used_providers: z.string().nullable(),
  placement: z.string().nullable(),
  load_count: count,
  process_start_ms: measured,
  baseline_ram_mb: measured,
  inference_count: count,
  inference_ms_median_ci95_low: measured,
  inference_ms_median_ci95_high: measured,
  inference_ms_p90: measured,
  inference_ms_p95: measured,
  inference_ms_p99: measured,
  inference_ms_p999: measured,
  inference_outliers: count,
  throughput_per_second: measured,
  gpu_percent: measured,
  vram_mb: measured,
  memory_method: z.string().nullable(),
  floor_median_us: measured,
  sandbox_mode: z.string(),
  /** Separated by commas, like the codes of the warnings. */
  sandbox_layers: z.string(),
  warnings: z.string(),
};

export const resultRecordSchema = z.strictObject({ ...sarkColumns, ...ownFields });
export type ResultRecord = z.infer<typeof resultRecordSchema>;

export interface ResultIdentity {
  readonly jobId: string;
  readonly campaignId: string;
  readonly workerId: string;
  readonly resultId: string;
}

/** Takes reports of failed benchmarks too. */
export function toResultRecord(report: BenchmarkReport, identity: ResultIdentity): ResultRecord {
  return resultRecordSchema.parse({
    ...identityFields(identity),
    report_schema: report.schema,
    ...outcomeFields(report),
    FileName: report.model.fileName,
    FileSize: report.model.bytes,
    ComputeUnits: report.engine.computeUnit,
    CreatedUtc: report.createdUtc,
    ...toDeviceInfo(report.device),
    ...engineFields(report),
    ...(report.load && loadFields(report.load)),
    ...(report.inference && inferenceFields(report.inference)),
    memory_method: report.memory?.method ?? null,
    floor_median_us: report.floor?.medianUs ?? null,
    sandbox_mode: report.sandbox.mode,
    sandbox_layers: report.sandbox.layers.join(','),
    warnings: report.warnings.map((warning) => warning.code).join(','),
  } satisfies z.input<typeof resultRecordSchema>);
}

/** What is known of a job that never became a benchmark. */
export interface UnrunJob {
  readonly fileName: string;
  readonly computeUnit: string;
  readonly createdUtc: string;
  readonly device: Device;
}

/** The record of a job that failed before there was a report of it. */
export function toFailedRecord(error: DumontError, job: UnrunJob, identity: ResultIdentity): ResultRecord {
  return resultRecordSchema.parse({
    ...identityFields(identity),
    report_schema: REPORT_SCHEMA,
    ...outcomeFields({ status: 'failed', error: { ...errorFields(error), signal: null } }),
    FileName: job.fileName,
    FileSize: null,
    ComputeUnits: job.computeUnit,
    CreatedUtc: job.createdUtc,
    ...toDeviceInfo(job.device),
    model_sha256: null,
    engine: '',
    engine_version: null,
    requested_provider: 'none',
    used_providers: null,
    placement: null,
    memory_method: null,
    sandbox_mode: '',
    sandbox_layers: '',
    warnings: '',
  } satisfies z.input<typeof resultRecordSchema>);
}

function errorFields({ code, message, exitCode }: DumontError) {
  return { code, message, exitCode };
}

function identityFields({ jobId, campaignId, workerId, resultId }: ResultIdentity) {
  return { job_id: jobId, campaign_id: campaignId, worker_id: workerId, result_id: resultId };
}

function outcomeFields({ status, error }: Pick<BenchmarkReport, 'status' | 'error'>) {
  return {
    status: status === 'complete' ? ('Complete' as const) : ('Failed' as const),
    remark: error === null ? '' : `${error.code}: ${error.message}`,
    error_code: error?.code ?? null,
    exit_code: error?.exitCode ?? null,
    signal: error?.signal ?? null,
  };
}

function engineFields({ model, engine }: BenchmarkReport) {
  const providers = Object.entries(engine.placement?.nodes ?? {}).filter(([, nodes]) => nodes > 0);
  return {
    model_sha256: model.sha256,
    engine: engine.name,
    engine_version: engine.version,
    requested_provider: engine.requestedProvider,
    used_providers: engine.placement && providers.map(([provider]) => provider).join(','),
    placement: engine.placement?.verdict ?? null,
  };
}

function loadFields({ ms, ...load }: LoadResult) {
  return {
    LoadMsMedian: ms.median,
    LoadMsMin: ms.min,
    LoadMsMax: ms.max,
    LoadMsAverage: ms.mean,
    LoadMsStdDev: ms.stdDev,
    LoadMsFirst: load.firstMs,
    PeakLoadRamUsage: load.peakRamMb,
    AverageLoadCpuPercent: load.cpuPercent,
    load_count: ms.n,
    process_start_ms: load.processStartMs,
    baseline_ram_mb: load.baselineRamMb,
  };
}

function inferenceFields({ ms, ...inference }: InferenceResult) {
  return {
    InferenceMsMedian: ms.median,
    InferenceMsMin: ms.min,
    InferenceMsMax: ms.max,
    InferenceMsAverage: ms.mean,
    InferenceMsStdDev: ms.stdDev,
    InferenceMsFirst: inference.firstMs,
    PeakInferenceRamUsage: inference.peakRamMb,
    AverageInferenceCpuPercent: inference.cpuPercent,
    inference_count: ms.n,
    inference_ms_median_ci95_low: ms.medianCi95?.[0] ?? null,
    inference_ms_median_ci95_high: ms.medianCi95?.[1] ?? null,
    inference_ms_p90: ms.p90,
    inference_ms_p95: ms.p95,
    inference_ms_p99: ms.p99,
    inference_ms_p999: ms.p999,
    inference_outliers: ms.outliers,
    throughput_per_second: inference.throughputPerSecond,
    gpu_percent: inference.gpuPercent,
    vram_mb: inference.vramMb,
  };
}

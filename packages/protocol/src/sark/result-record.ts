/**
 * From a report to SARK's flat result record: the columns of its CSV files under their names, and Dumont's own fields in snake case.
 * Every value is a scalar, as a CSV cell wants it; `null`, an empty cell there, says that there is no value.
 */
import { z } from 'zod';
import { deviceInfoSchema, toDeviceInfo } from './orchestrator-api.ts';
import type { DumontError } from '../errors.ts';
import { FIGURES } from '../figures/index.ts';
import { REPORT_SCHEMA, type BenchmarkReport, type Device } from '../report/index.ts';

/** Absent, and so `null`, where the benchmark did not come so far. */
const measured = z.number().nullable().default(null);

/** SARK's columns and fields of Dumont's own alike. */
const SARK_FIGURES = FIGURES.flatMap(({ sark, read }) => (sark === undefined ? [] : [{ name: sark, read }]));
const figures: Record<string, typeof measured> = Object.fromEntries(
  SARK_FIGURES.map(({ name }) => [name, measured]),
);

/** What SARK writes into its CSV files beside figures, and the device's UDID. */
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
  memory_method: z.string().nullable(),
  sandbox_mode: z.string(),
  /** Separated by commas, like the codes of the warnings. */
  sandbox_layers: z.string(),
  warnings: z.string(),
};

export const resultRecordSchema = z.strictObject({ ...sarkColumns, ...figures, ...ownFields });
/** Figures, which the table names, come on top. */
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
    ...Object.fromEntries(SARK_FIGURES.map(({ name, read }) => [name, read(report) ?? undefined])),
    memory_method: report.memory?.method ?? null,
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
    // A plan does not say what really ran.
    used_providers:
      engine.placement?.restsOn === undefined
        ? engine.placement && providers.map(([provider]) => provider).join(',')
        : null,
    placement: engine.placement?.verdict ?? null,
  };
}

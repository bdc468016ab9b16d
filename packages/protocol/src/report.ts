/** `dumont.report/1`: what one benchmark of one model on one compute unit found. One JSON object; `report.schema.json` is made from it. */
import { z } from 'zod';
import { computeUnitSchema, modelFormatSchema } from './compute-unit.ts';
import { errorCodeSchema } from './errors.ts';
import { tensorTypeSchema } from './tensor-type.ts';

export const REPORT_SCHEMA = 'dumont.report/1';

const ms = z.number().nonnegative();
const mb = z.number();
const count = z.int().nonnegative();
const interval = z.tuple([z.number(), z.number()]);

/** Summary of one sample; times in ms. Quantiles are Hyndman–Fan type 7; intervals are distribution-free (order statistics). */
export const summarySchema = z.strictObject({
  n: z.int().positive(),
  min: ms,
  max: ms,
  mean: ms,
  median: ms,
  /** Sample standard deviation (n − 1); null for n = 1. */
  stdDev: ms.nullable(),
  p50: ms,
  /** Null below n = 29. */
  p90: ms.nullable(),
  /** Null below n = 59. */
  p95: ms.nullable(),
  /** Null below n = 299. */
  p99: ms.nullable(),
  /** Null below n = 2,995. */
  p999: ms.nullable(),
  /** Null below n = 6. */
  medianCi95: interval.nullable(),
  percentileCi95: z.strictObject({
    p90: interval.nullable(),
    p95: interval.nullable(),
    p99: interval.nullable(),
    p999: interval.nullable(),
  }),
  /** How many lie more than 14.8 MAD from the median; they are never dropped. */
  outliers: count,
});
export type Summary = z.infer<typeof summarySchema>;

export const reportInputSchema = z.strictObject({
  name: z.string(),
  dtype: tensorTypeSchema,
  shape: z.array(count),
  source: z.enum(['random', 'value', 'file']),
  /** True where the shape or value was found by trying, because the model refused the default. */
  searched: z.boolean(),
});
export type ReportInput = z.infer<typeof reportInputSchema>;

export const memoryPhaseSchema = z.strictObject({
  /** Highest resident memory of the process tree in this phase. */
  peakMb: mb,
  /** The same as seen by the outside sampler: a cross-check, always a little lower. */
  sampledPeakMb: mb.nullable(),
  /** Peak less baseline. */
  deltaMb: mb,
});
export type MemoryPhase = z.infer<typeof memoryPhaseSchema>;

export const memorySchema = z.strictObject({
  method: z.enum(['kernel-peak', 'sampled']),
  sampleIntervalMs: ms,
  /** The engine's runtime before the model. */
  baselineMb: mb,
  load: memoryPhaseSchema,
  /** Null where inference did not come to its end. */
  inference: memoryPhaseSchema.nullable(),
});

export const interferenceSchema = z.strictObject({
  /** Times the scheduler took the core away from the process. */
  involuntaryContextSwitches: count.nullable(),
  /** Share of all cores' time that a hypervisor gave to others. */
  stealPercent: z.number().nonnegative().nullable(),
  /** Share of the phase in which some task waited for the resource (Linux pressure-stall information). */
  cpuPressurePercent: z.number().nonnegative().nullable(),
  memoryPressurePercent: z.number().nonnegative().nullable(),
  ioPressurePercent: z.number().nonnegative().nullable(),
});
export type Interference = z.infer<typeof interferenceSchema>;

export const environmentSchema = z.strictObject({
  node: z.string(),
  onnxruntime: z.string().nullable(),
  platform: z.string(),
  arch: z.string(),
  cpuModel: z.string(),
  cpuCores: count,
  /** Cores that the container or cgroup allows, where it limits them. */
  cpuQuotaCores: z.number().positive().nullable(),
  memoryLimitMb: mb.nullable(),
  governor: z.string().nullable(),
  container: z.string().nullable(),
  virtualization: z.string().nullable(),
  powerSource: z.enum(['mains', 'battery']).nullable(),
  loadAverage: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  freeMemoryMb: mb,
  /** Hottest sensor before and after, °C. */
  temperatureC: z.strictObject({ before: z.number(), after: z.number() }).nullable(),
  /** Times that the kernel throttled a core between start and end of the benchmark. */
  thermalThrottleEvents: count.nullable(),
  interference: z.strictObject({
    load: interferenceSchema.nullable(),
    inference: interferenceSchema.nullable(),
  }),
});
export type Environment = z.infer<typeof environmentSchema>;

export const deviceSchema = z.strictObject({
  deviceName: z.string(),
  deviceYear: z.int().nullable(),
  soc: z.string(),
  ramGb: z.number().nonnegative(),
  discreteGpu: z.string().nullable(),
  /** Video memory of the discrete GPU in MB. */
  vram: mb.nullable(),
  os: z.string(),
  osVersion: z.string(),
  udid: z.string().nullable(),
});
export type Device = z.infer<typeof deviceSchema>;

export const settingsSchema = z.strictObject({
  loads: z.int().positive(),
  warmupRuns: count,
  warmupMs: ms,
  runs: z.int().positive(),
  durationMs: ms.nullable(),
  untilStable: z.boolean(),
  seed: z.int(),
  intraOpThreads: z.int().positive().nullable(),
  interOpThreads: z.int().positive().nullable(),
  graphOptimization: z.enum(['disabled', 'basic', 'extended', 'all']),
  executionMode: z.enum(['sequential', 'parallel']),
  timeoutMs: ms,
  memoryLimitMb: mb.nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const placementSchema = z.strictObject({
  verdict: z.enum(['full', 'partial', 'fallback']),
  nodes: z.record(z.string(), count),
  timeMs: z.record(z.string(), ms),
});
export type Placement = z.infer<typeof placementSchema>;

export const operatorSchema = z.strictObject({
  opType: z.string(),
  provider: z.string(),
  /** Node executions in one run. */
  calls: count,
  /** Median over the profiled runs of the operator's time in one run. */
  ms,
  percent: z.number().nonnegative(),
});
export type OperatorTime = z.infer<typeof operatorSchema>;

export const expectationSchema = z.strictObject({
  matched: z.boolean(),
  rtol: z.number().nonnegative(),
  atol: z.number().nonnegative(),
  outputs: z.array(
    z.strictObject({
      name: z.string(),
      matched: z.boolean(),
      maxAbsError: z.number().nullable(),
      detail: z.string(),
    }),
  ),
});
export type Expectation = z.infer<typeof expectationSchema>;

export const warningSchema = z.strictObject({ code: z.string(), message: z.string() });
export type Warning = z.infer<typeof warningSchema>;

export const reportErrorSchema = z.strictObject({
  code: errorCodeSchema,
  message: z.string(),
  exitCode: z.int(),
  /** The signal that ended the isolated process, where one did. */
  signal: z.string().nullable(),
  /** Last lines of the isolated process's standard error. */
  stderr: z.array(z.string()).optional(),
});
export type ReportError = z.infer<typeof reportErrorSchema>;

const loadSchema = z.strictObject({
  ms: summarySchema,
  firstMs: ms,
  samplesMs: z.array(ms),
  /** Median time from spawning a process to its engine standing ready for a model. */
  processStartMs: ms,
  peakRamMb: mb,
  baselineRamMb: mb,
  cpuPercent: z.number().nonnegative().nullable(),
});

const inferenceSchema = z.strictObject({
  ms: summarySchema,
  firstMs: ms,
  throughputPerSecond: z.number().nonnegative(),
  peakRamMb: mb,
  cpuPercent: z.number().nonnegative().nullable(),
  gpuPercent: z.number().nonnegative().nullable(),
  vramMb: mb.nullable(),
  samplesMs: z.array(ms),
});

export const sandboxModeSchema = z.enum(['off', 'auto', 'strict']);
export type SandboxMode = z.infer<typeof sandboxModeSchema>;

export const sandboxSchema = z.strictObject({
  mode: sandboxModeSchema,
  /** What confined the isolated processes, from outside in. */
  layers: z.array(z.string()),
  /** Layers that could not be had, walls that a probe inside found open, and devices that were let in. */
  missing: z.array(z.string()),
  reason: z.string(),
});
export type SandboxReport = z.infer<typeof sandboxSchema>;

/** A long measurement by slices of time. */
export const sustainedSchema = z.strictObject({
  /** Median of the first slice. */
  burstMs: ms,
  /** Median of the last third. */
  sustainedMs: ms,
  /** Sustained over burst: 1.2 is a fifth slower after a while. */
  ratio: z.number().nonnegative(),
  sliceMs: ms,
  slices: z.array(
    z.strictObject({
      startMs: ms,
      runs: count,
      medianMs: ms,
      maxMs: ms,
      temperatureC: z.number().nullable(),
      /** Of the fastest core. */
      frequencyMhz: z.number().nullable(),
      /** Times that the kernel throttled a core, since the measurement began. */
      throttleEvents: z.number().nullable(),
    }),
  ),
});
export type Sustained = z.infer<typeof sustainedSchema>;

export const reportSchema = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  status: z.enum(['complete', 'failed']),
  createdUtc: z.iso.datetime(),
  model: z.strictObject({
    fileName: z.string(),
    path: z.string().optional(),
    url: z.string().optional(),
    bytes: count.nullable(),
    sha256: z.string().nullable(),
    format: modelFormatSchema.nullable(),
  }),
  engine: z.strictObject({
    name: z.string(),
    version: z.string().nullable(),
    computeUnit: z.union([computeUnitSchema, z.string()]),
    requestedProvider: z.string(),
    placement: placementSchema.nullable(),
  }),
  settings: settingsSchema,
  inputs: z.array(reportInputSchema),
  load: loadSchema.nullable(),
  inference: inferenceSchema.nullable(),
  /** Only where a sustained measurement was asked for. */
  sustained: sustainedSchema.nullable().optional(),
  memory: memorySchema.nullable(),
  floor: z.strictObject({ medianUs: z.number().nonnegative() }).nullable(),
  expectation: expectationSchema.nullable(),
  profile: z.strictObject({ runs: z.int().positive(), operators: z.array(operatorSchema) }).nullable(),
  device: deviceSchema,
  environment: environmentSchema,
  sandbox: sandboxSchema,
  warnings: z.array(warningSchema),
  error: reportErrorSchema.nullable(),
});
export type BenchmarkReport = z.infer<typeof reportSchema>;
export type LoadResult = z.infer<typeof loadSchema>;
export type InferenceResult = z.infer<typeof inferenceSchema>;

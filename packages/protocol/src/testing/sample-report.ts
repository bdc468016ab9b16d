/** Reports as a benchmark of a real model writes them. */
import type { BenchmarkReport, Interference } from '../report/index.ts';
import { summarize } from '../statistics/index.ts';

const loadsMs = [61.2, 58.9, 59.4, 60.1, 59.8];
const runsMs = [4.11, 4.02, 4.05, 4.21, 4.03, 4.08, 4.04, 9.87, 4.06, 4.1];

const calm: Interference = {
  involuntaryContextSwitches: 3,
  stealPercent: 0,
  cpuPressurePercent: 0.4,
  memoryPressurePercent: 0,
  ioPressurePercent: null,
};

export const completeReport: BenchmarkReport = {
  schema: 'dumont.report/2',
  status: 'complete',
  createdUtc: '2026-03-01T12:34:56.789Z',
  model: {
    fileName: 'ch_PP-OCRv4_rec_infer.onnx',
    path: '/models/ch_PP-OCRv4_rec_infer.onnx',
    bytes: 10_857_958,
    sha256: '48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b',
    format: 'onnx',
  },
  engine: {
    name: 'onnx',
    version: '1.30.0',
    computeUnit: 'GPU (ONNX)',
    requestedProvider: 'cuda',
    placement: {
      source: 'profile',
      verdict: 'partial',
      nodes: { cuda: 380, cpu: 12, dml: 0 },
      timeMs: { cuda: 3.2, cpu: 0.4 },
    },
  },
  settings: {
    loads: 5,
    warmupRuns: 1,
    warmupMs: 200,
    runs: 10,
    durationMs: null,
    untilStable: false,
    seed: 0,
    intraOpThreads: null,
    interOpThreads: 1,
    graphOptimization: 'all',
    executionMode: 'sequential',
    timeoutMs: 600_000,
    memoryLimitMb: null,
  },
  inputs: [{ name: 'x', dtype: 'float32', shape: [1, 3, 48, 320], source: 'random' }],
  load: {
    ms: summarize(loadsMs),
    firstMs: 61.2,
    samplesMs: loadsMs,
    processStartMs: 71.5,
    peakRamMb: 131.25,
    baselineRamMb: 82.5,
    cpuPercent: 98.2,
    compileMs: null,
    compileCached: null,
  },
  inference: {
    ms: summarize(runsMs),
    firstMs: 12.5,
    throughputPerSecond: 216.4,
    peakRamMb: 152.75,
    cpuPercent: 197.4,
    cpuMsPerRun: 9.2,
    samplesMs: runsMs,
  },
  accelerator: {
    name: 'NVIDIA GeForce RTX 3060',
    uuid: null,
    driver: null,
    utilizationPercent: null,
    vramPeakMb: 512,
    vramBaselineMb: null,
    powerW: null,
    idlePowerW: null,
    energyMjPerRun: null,
    clockMhz: null,
    temperatureC: null,
    throttled: null,
  },
  energy: {
    source: null,
    joulesPerRun: null,
    idleW: null,
    reason: 'the driver of NVIDIA GeForce RTX 3060 counts no energy',
  },
  memory: {
    method: 'kernel-peak',
    sampleIntervalMs: 20,
    baselineMb: 82.5,
    peakOf: 'moment',
    ...{ residentMb: 150.5, fileMb: 58.25, anonymousMb: 92, sharedMb: 0.25 },
    load: {
      ...{ peakMb: 131.25, sampledPeakMb: 130.5, deltaMb: 48.75 },
      ...{ residentMb: 128, fileMb: 56, anonymousMb: 72, sharedMb: 0 },
    },
    inference: { peakMb: 152.75, sampledPeakMb: null, deltaMb: 70.25 },
  },
  gc: { count: 2, ms: 0.9, load: { count: 0, ms: 0 } },
  cgroup: { throttledPeriods: 1, throttledMs: 62.5, load: { throttledPeriods: 0, throttledMs: 0 } },
  timeline: {
    points: [
      { atMs: 98.7, cpuPercent: null, ramMb: 131.25, gpuPercent: null, powerW: null },
      { atMs: 196.2, cpuPercent: null, ramMb: 152.75, gpuPercent: null, powerW: null },
    ],
    phases: [
      { name: 'load', startMs: 71.5, endMs: 131.3 },
      { name: 'first', startMs: 132, endMs: 144.5 },
      { name: 'warmup', startMs: 145.2, endMs: 150.1 },
      { name: 'measure', startMs: 150.1, endMs: 196.7 },
    ],
  },
  floor: { medianUs: 9.5, inputBytes: 184_320, outputBytes: 1_059_840 },
  expectation: {
    matched: true,
    rtol: 1e-3,
    atol: 1e-6,
    outputs: [{ name: 'y', matched: true, maxAbsError: 2e-7, detail: '' }],
  },
  outputDrift: {
    matched: true,
    rtol: 1e-3,
    maxAbs: 4.8e-7,
    maxRel: 6.5e-7,
    outputs: [{ name: 'y', matched: true, maxAbs: 4.8e-7, maxRel: 6.5e-7, detail: '311 of 6625 differ' }],
  },
  profile: {
    runs: 10,
    operators: [{ opType: 'Conv', provider: 'cuda', calls: 42, ms: 2.1, percent: 58.3 }],
  },
  device: {
    deviceName: 'bench-01',
    deviceYear: null,
    soc: 'AMD Ryzen 7 5800X',
    ramGb: 31.3,
    discreteGpu: 'NVIDIA GeForce RTX 3060',
    vram: 12_288,
    os: 'Debian GNU/Linux',
    osVersion: '12',
    udid: '4f2c9a1e-90f5-4c53-8ee2-6d1d6b3f3f0a',
  },
  environment: {
    node: '24.1.0',
    platform: 'linux',
    arch: 'x64',
    cpuModel: 'AMD Ryzen 7 5800X 8-Core Processor',
    cpuCores: 16,
    cpuQuotaCores: null,
    memoryLimitMb: null,
    governor: 'performance',
    container: null,
    virtualization: null,
    powerSource: 'mains',
    loadAverage: [0.3, 0.2, 0.1],
    freeMemoryMb: 20_480,
    temperatureC: { before: 41, after: 52.5 },
    thermalThrottleEvents: 0,
    interference: { load: calm, inference: calm },
  },
  sandbox: { mode: 'auto', layers: ['process', 'landlock'], missing: ['seccomp'], reason: 'not built in' },
  warnings: [
    { code: 'OUTLIERS', message: '1 of 10 runs lies far from the median.' },
    { code: 'PLACEMENT_PARTIAL', message: '12 of 392 nodes ran elsewhere than on cuda.' },
  ],
  error: null,
};

const manyRunsMs = Array.from({ length: 3200 }, (_, index) => 4 + ((index * 37) % 100) / 400);

const pointsOfMany = Array.from({ length: 132 }, (_, index) => ({
  atMs: 100 * (index + 1),
  cpuPercent: index % 5 === 0 ? 200 - (index % 7) : null,
  ramMb: Math.min(152.75, 82.5 + 30 * index),
  gpuPercent: index < 2 ? null : 85 + (index % 6),
  powerW: index < 2 ? null : 140 + (index % 4),
}));

/** With runs enough for every percentile, on a GPU that says how busy it is: no figure is missing. */
export const longReport: BenchmarkReport = {
  ...completeReport,
  inference: completeReport.inference && {
    ...completeReport.inference,
    ms: summarize(manyRunsMs),
    samplesMs: manyRunsMs,
    onDevice: summarize([2.9, 3, 3.1]),
    copyMs: { toDevice: 0.25, fromDevice: 0.75 },
    notOnDevice: null,
  },
  accelerator: completeReport.accelerator && {
    ...completeReport.accelerator,
    utilizationPercent: 87.5,
    powerW: 142.5,
    idlePowerW: 14,
    energyMjPerRun: 583,
    clockMhz: 1780,
    temperatureC: 61,
    throttled: ['power cap'],
  },
  energy: { source: 'nvml', joulesPerRun: 0.583, idleW: 14, reason: null },
  timeline: {
    points: pointsOfMany,
    phases: [
      { name: 'load', startMs: 71.5, endMs: 131.3 },
      { name: 'first', startMs: 132, endMs: 144.5 },
      { name: 'warmup', startMs: 145.2, endMs: 350 },
      { name: 'measure', startMs: 350, endMs: 13_190 },
    ],
  },
  load: completeReport.load && {
    ...completeReport.load,
    ms: summarize(manyRunsMs.map((ms) => ms + 55)),
    ...{ compileMs: 812.5, compileCached: false },
    cold: { loads: [true, false], reason: '0.1 MB stayed.', warmMs: summarize([21]) },
  },
};

/** The isolated process died while it loaded the model. */
export const failedReport: BenchmarkReport = {
  ...completeReport,
  status: 'failed',
  engine: { ...completeReport.engine, version: null, placement: null },
  inputs: [],
  load: null,
  inference: null,
  accelerator: null,
  energy: null,
  memory: null,
  gc: null,
  cgroup: null,
  timeline: null,
  floor: null,
  expectation: null,
  outputDrift: null,
  profile: null,
  warnings: [],
  error: {
    code: 'RUNNER_CRASHED',
    message: 'The process that ran the model was ended by SIGSEGV while loading.',
    exitCode: 12,
    signal: 'SIGSEGV',
    stderr: ['Segmentation fault'],
  },
};

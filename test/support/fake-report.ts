/** What a fake benchmark reports: small, valid, and true of nothing. */
import { REPORT_SCHEMA, summarize, type BenchmarkReport, type Device } from '@dumont/protocol';
import type { BenchmarkRequest } from '@dumont/runner';

export function fakeDevice(udid: string): Device {
  return {
    ...{ deviceName: `fake ${udid}`, deviceYear: null, soc: 'none', ramGb: 1, discreteGpu: null, vram: null },
    ...{ os: 'none', osVersion: '0', udid },
  };
}

/** @param ms how long the fake took */
export function fakeReport(request: BenchmarkRequest, device: Device, ms: number): BenchmarkReport {
  const timed = { ms: summarize([ms]), firstMs: ms, samplesMs: [ms], peakRamMb: 1, cpuPercent: null };
  return {
    schema: REPORT_SCHEMA,
    status: 'complete',
    createdUtc: new Date().toISOString(),
    model: { fileName: 'fake.onnx', bytes: 1, sha256: null, format: 'onnx' },
    engine: {
      ...{ name: 'fake', version: null, computeUnit: request.computeUnit },
      ...{ requestedProvider: 'cpu', placement: null },
    },
    settings: {
      ...{ loads: 1, warmupRuns: 0, warmupMs: 0, runs: 1, durationMs: null, untilStable: false, seed: 0 },
      ...{ intraOpThreads: null, interOpThreads: null, graphOptimization: 'all' },
      ...{ executionMode: 'sequential', timeoutMs: request.timeoutMs, memoryLimitMb: null },
    },
    inputs: [],
    load: { ...timed, processStartMs: 0, baselineRamMb: 0 },
    inference: { ...timed, throughputPerSecond: 1 },
    ...{ accelerator: null, memory: null, floor: null, expectation: null, profile: null },
    device,
    environment: {
      ...{ node: process.version, platform: process.platform, arch: process.arch },
      ...{ cpuModel: 'none', cpuCores: 1, cpuQuotaCores: null, memoryLimitMb: null, governor: null },
      ...{ container: null, virtualization: null, powerSource: null, loadAverage: null, freeMemoryMb: 0 },
      ...{ temperatureC: null, thermalThrottleEvents: null, interference: { load: null, inference: null } },
    },
    sandbox: { mode: 'off', layers: [], missing: [], reason: 'fake' },
    ...{ warnings: [], error: null },
  };
}

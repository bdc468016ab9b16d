/** Scripted models for the fake engine, and requests to run them. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_SANDBOX, type BenchmarkRequest } from '@dumont/runner';
import type { Test } from 'tap';

/** The fake engine's steps: see packages/engines/src/fake/script.ts. */
export interface FakeScript {
  readonly inputs?: readonly object[];
  readonly load?: readonly object[];
  readonly runs?: readonly (readonly object[])[];
  readonly acceptsElements?: number;
}

/** For a model that writes files and starts programs, as tests of the walls beside the sandbox do. */
export const WITHOUT_SANDBOX = { ...DEFAULT_SANDBOX, mode: 'off' } as const;

/** Writes the script into the test's own folder. @returns its path */
export async function writeFakeModel(t: Test, script: FakeScript): Promise<string> {
  const file = path.join(t.testdir(), 'fake.onnx');
  await writeFile(file, JSON.stringify(script));
  return file;
}

export function requestFor(file: string, changes: Partial<BenchmarkRequest> = {}): BenchmarkRequest {
  return {
    model: { path: file, format: 'onnx' },
    computeUnit: 'CPU (ONNX)',
    engine: { name: 'fake', package: null },
    loads: 1,
    warmup: { runs: 1, ms: 0 },
    stop: { runs: 5, durationMs: null, untilStable: false },
    inputs: { seed: 1, shapes: {}, dims: {}, values: {}, files: {}, folder: null },
    session: {
      intraOpThreads: 1,
      interOpThreads: null,
      graphOptimization: 'all',
      executionMode: 'sequential',
    },
    expect: null,
    placement: 'off',
    profile: false,
    timeoutMs: 120_000,
    memoryLimitBytes: null,
    ...changes,
  };
}

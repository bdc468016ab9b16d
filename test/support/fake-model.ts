/** Scripted models for the fake engine, and requests to run them. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_REQUEST, DEFAULT_SANDBOX, type BenchmarkRequest } from '@dumont/runner';
import type { Test } from 'tap';

/** The fake engine's steps: see packages/engines/src/fake/script.ts. */
export interface FakeScript {
  readonly inputs?: readonly object[];
  readonly load?: readonly object[];
  readonly runs?: readonly (readonly object[])[];
  readonly acceptsElements?: number;
  readonly diesOfElements?: readonly number[];
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
    ...DEFAULT_REQUEST,
    model: { path: file, format: 'onnx' },
    computeUnit: 'CPU (ONNX)',
    engine: { name: 'fake', package: null },
    loads: 1,
    warmup: { runs: 1, ms: 0 },
    stop: { ...DEFAULT_REQUEST.stop, runs: 5 },
    inputs: { ...DEFAULT_REQUEST.inputs, seed: 1 },
    session: { ...DEFAULT_REQUEST.session, intraOpThreads: 1 },
    timeoutMs: 120_000,
    ...changes,
  };
}

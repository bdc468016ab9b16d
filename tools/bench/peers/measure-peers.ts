/** A run by our C API, by onnxruntime-node and by ONNX Runtime for Python, in turn, the others standing still. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RuntimeApi } from '@dumont/protocol';
import { innerOf } from '../../../packages/runner/src/benchmark/launch/spawn-confined.ts';
import { fetchPythonOnnxRuntime, type PythonRuntime } from '../../setup/python-onnxruntime.ts';
import { modelCases, outputCases, type Case } from './cases.ts';
import { measureGrowth } from './growth.ts';
import type { Peer } from './side.ts';
import { takeTurns, type PeerFigures } from './take-turns.ts';

export interface PeerResults {
  readonly version: string;
  readonly cases: readonly { readonly of: Case; readonly figures: readonly PeerFigures[] }[];
  /** MB (2^20 bytes) from run 25,000 to 125,000. */
  readonly growthMb: number | null;
}

/**
 * Takes some minutes.
 * @throws Unavailable where Python has no ONNX Runtime and cannot be brought one
 */
export async function measurePeers(): Promise<PeerResults> {
  const python = await fetchPythonOnnxRuntime();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-bench-'));
  try {
    const outputs = await outputCases(folder);
    const { native, binding, pythonRun, pythonBinding } = peersWith(python);
    const cases = [
      ...(await measureCases(outputs, [native, binding, pythonRun, pythonBinding])),
      ...(await measureCases(modelCases(), [native, binding, pythonBinding])),
    ];
    const [smallest] = outputs;
    const growthMb = smallest === undefined ? null : await measureGrowth(native, smallest.load);
    return { version: python.version, cases, growthMb };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function peersWith(python: PythonRuntime) {
  const here = (file: string): string => path.join(import.meta.dirname, file);
  const ours = (name: string, api: RuntimeApi): Peer => {
    // As a benchmark's own process is started.
    const { nodeArguments } = innerOf({ engine: { name: 'onnx', package: null, api } });
    return { name, command: [process.execPath, ...nodeArguments, here('peer.ts'), api] };
  };
  const theirs = (name: string, call: string): Peer => ({
    name,
    command: [python.program, here('peer.py'), call],
    env: python.env,
  });
  return {
    native: ours('the C API, by us', 'native'),
    binding: ours('onnxruntime-node', 'node'),
    pythonRun: theirs('Python, run', 'run'),
    pythonBinding: theirs('Python, IO binding', 'io-binding'),
  };
}

async function measureCases(cases: readonly Case[], peers: readonly Peer[]) {
  const results = [];
  for (const one of cases) results.push({ of: one, figures: await takeTurns(peers, one.load) });
  return results;
}

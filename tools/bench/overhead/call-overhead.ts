/** What our timed loop adds to one inference: its p50 less that of the bare native call, on one tiny model in one process. */
import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openEngine, type BoundInference } from '@dumont/engines';
import { encodeModel, tensorSpec } from '@dumont/engines/testing';
import { summarize } from '@dumont/protocol';
import { measureRuns } from '../../../packages/runner/src/benchmark/child/time-runs.ts';

const ROUNDS = 100;
const RUNS_PER_BLOCK = 300;
const SHAPE = [1, 1, 4, 4];

export interface CallOverhead {
  readonly runs: number;
  readonly ourMedianUs: number;
  readonly nativeMedianUs: number;
  /** Median over the rounds of the difference between neighbouring blocks. */
  readonly overheadUs: number;
}

export async function measureCallOverhead(): Promise<CallOverhead> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-bench-'));
  try {
    const model = path.join(folder, 'tiny-conv.onnx');
    await writeFile(model, encodeTinyConv());
    return await compareCalls(model);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compareCalls(model: string): Promise<CallOverhead> {
  const engine = await openEngine({ name: 'onnx', package: null });
  const session = await engine.load(
    { path: model, format: 'onnx' },
    {
      unit: 'CPU (ONNX)',
      provider: 'cpu',
      intraOpThreads: 1,
      interOpThreads: null,
      graphOptimization: 'all',
      executionMode: 'sequential',
    },
  );
  const ours = session.bind({ x: { dtype: 'float32', shape: SHAPE, data: new Float32Array(16) } });
  const native = await bindNative(model);
  const differencesUs: number[] = [];
  const our: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // ABBA: a drift of the machine weighs on both sides alike.
    const first = round % 2 === 0 ? await timeOurs(ours) : timeNative(native);
    const second = round % 2 === 0 ? timeNative(native) : await timeOurs(ours);
    const [ourUs, nativeUs] = round % 2 === 0 ? [first, second] : [second, first];
    our.push(ourUs);
    bare.push(nativeUs);
    differencesUs.push(ourUs - nativeUs);
  }
  await session[Symbol.asyncDispose]();
  return {
    runs: ROUNDS * RUNS_PER_BLOCK,
    ourMedianUs: summarize(our).median,
    nativeMedianUs: summarize(bare).median,
    overheadUs: summarize(differencesUs).median,
  };
}

async function timeOurs(bound: BoundInference): Promise<number> {
  const samplesMs = new Float64Array(RUNS_PER_BLOCK);
  await measureRuns(bound, { runs: RUNS_PER_BLOCK, durationMs: null, untilStable: false }, samplesMs, 0);
  return summarize(samplesMs).median * 1000;
}

function timeNative(run: () => void): number {
  const samplesMs = new Float64Array(RUNS_PER_BLOCK);
  for (let index = 0; index < RUNS_PER_BLOCK; index++) {
    const startMs = performance.now();
    run();
    samplesMs[index] = performance.now() - startMs;
  }
  return summarize(samplesMs).median * 1000;
}

/** onnxruntime-node's own binding, below its public API. */
interface NativeSession {
  loadModel(path: string, options: object): void;
  run(feeds: object, fetches: object, options: object): object;
}

async function bindNative(model: string): Promise<() => void> {
  const require = createRequire(import.meta.resolve('@dumont/engines'));
  const { binding } = require('onnxruntime-node/dist/binding.js') as {
    binding: { InferenceSession: new () => NativeSession };
  };
  const { Tensor } = await import('onnxruntime-common');
  const session = new binding.InferenceSession();
  session.loadModel(model, { executionProviders: ['cpu'], intraOpNumThreads: 1 });
  const feeds = { x: new Tensor('float32', new Float32Array(16), SHAPE) };
  const fetches = { y: null };
  return () => {
    session.run(feeds, fetches, {});
  };
}

function encodeTinyConv(): Uint8Array {
  return encodeModel({
    nodes: [{ opType: 'Conv', inputs: ['x', 'w'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType: 'float32', shape: SHAPE }],
    outputs: [{ name: 'y', elementType: 'float32', shape: [1, 1, 2, 2] }],
    initializers: [
      tensorSpec({ dtype: 'float32', shape: [1, 1, 3, 3], data: new Float32Array(9).fill(1) }, 'w'),
    ],
  });
}

/**
 * What our timed loop adds to one inference: its p50 less that of the bare native call, on one tiny model in one process. A process of
 * its own for each way of calling the runtime: the word that it is started with.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openEngine, type BoundInference } from '@dumont/engines';
import { encodeModel, tensorSpec } from '@dumont/engines/testing';
import { runtimeApiSchema, summarize, type RuntimeApi } from '@dumont/protocol';
import { measureRuns } from '../../../packages/runner/src/benchmark/child/time-runs.ts';
import type { CallOverhead } from './ask-call-overhead.ts';
import { BARE_CALLS, OPTIONS, SHAPE } from './bare-calls.ts';

const ROUNDS = 100;
const RUNS_PER_BLOCK = 300;

async function measureCallOverhead(api: RuntimeApi): Promise<CallOverhead> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-bench-'));
  try {
    const model = path.join(folder, 'tiny-conv.onnx');
    await writeFile(model, encodeTinyConv());
    return await compareCalls(model, api);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compareCalls(model: string, api: RuntimeApi): Promise<CallOverhead> {
  const engine = await openEngine({ name: 'onnx', package: null, api });
  const session = await engine.load({ path: model, format: 'onnx' }, OPTIONS);
  const ours = session.bind({ x: { dtype: 'float32', shape: SHAPE, data: new Float32Array(16) } });
  const native = await BARE_CALLS[api](model);
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

const [api] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await measureCallOverhead(runtimeApiSchema.parse(api))));

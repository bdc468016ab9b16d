/** What a model that does nothing takes, with inputs and outputs as large as the measured one's. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeModel, type ModelSpec } from '@dumont/engines/testing';
import { launchBenchmark, type BenchmarkRequest } from '@dumont/runner';
import { runtimeApiSchema } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { requestFor, writeFakeModel } from '../support/fake-model.ts';

const MB = 2 ** 20;
const BYTES_PER_FLOAT = 4;

/** Of n numbers it gives them all doubled, and their maximum. */
const DOUBLES: ModelSpec = {
  nodes: [
    { opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] },
    { opType: 'ReduceMax', inputs: ['x'], outputs: ['m'], attributes: { keepdims: { int: 0 } } },
  ],
  inputs: [{ name: 'x', elementType: 'float32', shape: ['n'] }],
  outputs: [
    { name: 'y', elementType: 'float32', shape: ['n'] },
    { name: 'm', elementType: 'float32', shape: [] },
  ],
};

async function measure(t: Test, n: number, changes: Partial<BenchmarkRequest>) {
  const file = path.join(t.testdir(), 'doubles.onnx');
  await writeFile(file, encodeModel(DOUBLES));
  const request = requestFor(file, { engine: { name: 'onnx', package: null }, ...changes });
  return launchBenchmark({ ...request, inputs: { ...request.inputs, dims: { n }, values: { x: '1' } } });
}

for (const api of runtimeApiSchema.options) {
  await t.test(`as large as the model's own, by ${api}`, async (t) => {
    const { error, floor } = await measure(t, 1000, { engine: { name: 'onnx', package: null, api } });
    t.equal(error, null);
    t.match(floor, { inputBytes: 1000 * BYTES_PER_FLOAT, outputBytes: 1001 * BYTES_PER_FLOAT });
    t.ok((floor?.medianUs ?? 0) > 0);
  });
}

await t.test('very large ones are measured by smaller ones, and the report says how large', async (t) => {
  const { error, floor } = await measure(t, (68 * MB) / BYTES_PER_FLOAT, {
    stop: { runs: 1, durationMs: null, untilStable: false },
    warmup: { runs: 0, ms: 0 },
  });
  t.equal(error, null);
  t.match(floor, { inputBytes: 64 * MB, outputBytes: 64 * MB });
});

await t.test('what was measured stands without it', async (t) => {
  const file = await writeFakeModel(t, {});
  const source = `export const engine = {
    name: 'no-floor', version: '1', formats: ['onnx'],
    probe: async () => [],
    load: async (model) => {
      if (!('path' in model)) throw new Error('there is no model that does nothing');
      const bound = { run: async () => undefined, readOutputs: () => ({}) };
      return { requestedProvider: 'cpu', inputs: [], outputs: [], bind: () => bound, [Symbol.asyncDispose]: async () => {} };
    },
  };`;
  const engine = { name: 'no-floor', package: path.join(path.dirname(file), 'engine.mjs') };
  await writeFile(engine.package, source);
  const report = await launchBenchmark(requestFor(file, { engine }));
  t.equal(report.status, 'complete');
  t.equal(report.floor, null);
  t.equal(report.inference?.samplesMs.length, 5);
  t.match(report.warnings.find(({ code }) => code === 'NO_FLOOR')?.message, /no model that does nothing/);
});

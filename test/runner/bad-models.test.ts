/** Models that are broken, unsupported or hostile: each ends in a report with its cause, and leaves nothing behind. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeModel, type ModelSpec } from '@dumont/engines/testing';
import type { InputSpec } from '@dumont/protocol';
import { launchBenchmark, type BenchmarkRequest } from '@dumont/runner';
import { InferenceSession } from 'onnxruntime-node';
import t, { type Test } from 'tap';
import { ONNX_TESTDATA } from '../../tools/setup/onnx-testdata.ts';
import { skipWithoutTestdata } from '../support/onnx-testdata.ts';
import { requestFor, WITHOUT_SANDBOX } from '../support/fake-model.ts';

const NO_INPUTS: InputSpec = { seed: 0, shapes: {}, dims: {}, values: {}, files: {}, folder: null };

function onnx(file: string, changes: Partial<BenchmarkRequest> = {}): BenchmarkRequest {
  return requestFor(file, { engine: { name: 'onnx', package: null }, measureFloor: false, ...changes });
}

async function launchFile(t: Test, content: string | Uint8Array, changes: Partial<BenchmarkRequest> = {}) {
  const file = path.join(t.testdir({}), 'model.onnx');
  await writeFile(file, content);
  return launchBenchmark(onnx(file, changes));
}

const identity: ModelSpec = {
  nodes: [{ opType: 'Identity', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', elementType: 'float32', shape: ['n', 4] }],
  outputs: [{ name: 'y', elementType: 'float32', shape: ['n', 4] }],
};

await t.test('a model in order runs', async (t) => {
  const report = await launchFile(t, encodeModel(identity));
  t.equal(report.error, null);
  t.match(report.inputs, [{ name: 'x', dtype: 'float32', shape: [1, 4], source: 'convention' }]);
});

await t.test('files that are no models', async (t) => {
  const whole = encodeModel(identity);
  const files = {
    'text named .onnx': 'This is a text file.\n',
    empty: '',
    truncated: whole.subarray(0, whole.length / 2),
    'not the beginning': whole.subarray(7),
  };
  for (const [name, content] of Object.entries(files)) {
    const { error } = await launchFile(t, content);
    t.match(error, { code: 'MODEL_INVALID', exitCode: 10 }, name);
  }
});

await t.test('what is something else is called so, and no process is started for it', async (t) => {
  let processes = 0;
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345678\n';
  const file = path.join(t.testdir({ 'model.onnx': pointer }), 'model.onnx');
  const { error } = await launchBenchmark(onnx(file), {
    onEvent: () => {
      processes += 1;
    },
  });
  t.match(error, { code: 'MODEL_INVALID', exitCode: 10, message: /pointer of Git LFS.*`git lfs pull`/ });
  t.equal(processes, 0);
  const page = await launchFile(t, '<!DOCTYPE html><html><head><title>Sign in</title></head></html>');
  t.match(page.error, { code: 'MODEL_INVALID', message: /page of HTML/ });
});

await t.test('a model in ONNX Runtime’s own format', async (t) => {
  const folder = t.testdir({ 'model.onnx': Buffer.from(encodeModel(identity)) });
  const file = path.join(folder, 'model.ort');
  const session = await InferenceSession.create(path.join(folder, 'model.onnx'), {
    optimizedModelFilePath: file,
    extra: { session: { save_model_format: 'ORT' } },
  });
  await session.release();
  for (const sandbox of [undefined, WITHOUT_SANDBOX]) {
    const request = onnx(file, { ...(sandbox === undefined ? {} : { sandbox }) });
    const { error, model } = await launchBenchmark({ ...request, model: { path: file, format: 'ort' } });
    t.equal(error, null);
    t.match(model, { format: 'ort', fileName: 'model.ort', files: [{ name: 'model.ort' }] });
  }
  const renamed = await launchFile(t, await readFile(file));
  t.match(renamed.error, { code: 'MODEL_INVALID', message: /\.ort/ });
});

await t.test('a bit-flipped model ends in a report, whatever it has become', async (t) => {
  const whole = encodeModel(identity);
  for (const position of [3, 20, 31, 40, 55]) {
    const flipped = Uint8Array.from(whole);
    flipped[position] = (flipped[position] ?? 0) ^ 0x10;
    const { status, error } = await launchFile(t, flipped);
    t.ok(
      status === 'complete' || [10, 12].includes(error?.exitCode ?? 0),
      `bit of byte ${position}: ${error?.code ?? 'ran'}`,
    );
  }
});

await t.test('what the runtime does not support is named as such', async (t) => {
  const opset = await launchFile(t, encodeModel({ ...identity, opsets: { '': 9999 } }));
  t.match(opset.error, { code: 'MODEL_UNSUPPORTED', exitCode: 10 }, 'operator set');
  const operator = { nodes: [{ opType: 'NoSuchOperator', inputs: ['x'], outputs: ['y'] }] };
  const unknown = await launchFile(t, encodeModel({ ...identity, ...operator }));
  t.match(unknown.error, { code: 'MODEL_UNSUPPORTED', exitCode: 10 }, 'operator');
  const elementType = 'complex64';
  const complex = await launchFile(
    t,
    encodeModel({
      ...identity,
      inputs: [{ name: 'x', elementType, shape: [4] }],
      outputs: [{ name: 'y', elementType, shape: [4] }],
    }),
  );
  t.match(complex.error, { code: 'MODEL_UNSUPPORTED', exitCode: 10 }, 'element type');
  t.match(complex.error?.message, /complex64/);
});

await t.test('inputs that do not fit are refused before anything runs, naming the flag', async (t) => {
  const cases: [string, Partial<InputSpec>, RegExp][] = [
    ['input', { shapes: { z: [1, 4] } }, /z.*--shape|--shape.*z/s],
    ['rank', { shapes: { x: [1, 2, 3] } }, /x/],
    ['dimension', { dims: { m: 2 } }, /m.*--dim|--dim.*m/s],
    ['value', { values: { x: 'blue' } }, /blue/],
    ['file', { files: { x: path.join(t.testdirName, 'absent.npy') } }, /absent\.npy/],
  ];
  for (const [name, spec, message] of cases) {
    const { error } = await launchFile(t, encodeModel(identity), { inputs: { ...NO_INPUTS, ...spec } });
    t.equal(error?.exitCode, 2, name);
    t.match(error?.message, message, name);
  }
});

await t.test('an input file of the wrong size', async (t) => {
  const folder = t.testdir({ 'x.bin': 'too short' });
  const inputs = { ...NO_INPUTS, files: { x: path.join(folder, 'x.bin') }, shapes: { x: [1, 4] } };
  const file = path.join(folder, 'model.onnx');
  await writeFile(file, encodeModel(identity));
  const { error } = await launchBenchmark(onnx(file, { inputs }));
  t.match(error, { code: 'INPUT_INVALID', exitCode: 2 });
  t.match(error?.message, /takes 16/);
});

await t.test(
  'a branch that crashes the runtime costs one process',
  { skip: skipWithoutTestdata },
  async (t) => {
    const file = path.join(ONNX_TESTDATA, 'node/test_if_opt/model.onnx');
    const inputs = { ...NO_INPUTS, values: { cond: 'true' } };
    const engine = { name: 'onnx', package: null } as const;
    const crashed = await launchBenchmark(onnx(file, { inputs, engine: { ...engine, api: 'node' } }));
    t.match(crashed.error, { exitCode: 12, code: 'RUNNER_CRASHED', signal: 'SIGSEGV' });
    const native = await launchBenchmark(onnx(file, { inputs, engine: { ...engine, api: 'native' } }));
    t.match(native, { status: 'complete', engine: { api: 'native' } }, 'it is the binding that crashes');
  },
);

await t.test('a loop without end meets the deadline', { skip: skipWithoutTestdata }, async (t) => {
  const file = path.join(ONNX_TESTDATA, 'node/test_loop11/model.onnx');
  const inputs = { ...NO_INPUTS, values: { trip_count: '1000000000', cond: '1' } };
  const { error } = await launchBenchmark(onnx(file, { inputs, timeoutMs: 3000 }));
  t.match(error, { exitCode: 13, code: 'DEADLINE_EXCEEDED' });
});

await t.test('a tensor larger than the limit meets it', { skip: skipWithoutTestdata }, async (t) => {
  const file = path.join(ONNX_TESTDATA, 'node/test_constantofshape_int_shape_zero/model.onnx');
  const inputs = { ...NO_INPUTS, values: { x: '4000000000' } };
  const { error } = await launchBenchmark(onnx(file, { inputs, memoryLimitBytes: 2 ** 30 }));
  t.match(error, { exitCode: 13, code: 'MEMORY_EXCEEDED' });
});

await t.test('a model whose external data is missing says which', async (t) => {
  const external = { location: 'weights.bin' };
  const model: ModelSpec = {
    ...identity,
    nodes: [{ opType: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    initializers: [{ name: 'w', elementType: 'float32', dims: [4], content: { external } }],
  };
  const folder = t.testdir({});
  const file = path.join(folder, 'model.onnx');
  await writeFile(file, encodeModel(model));
  const { error } = await launchBenchmark(onnx(file));
  t.match(error, { code: 'MODEL_INVALID', exitCode: 10 });
  t.match(error?.message, /weights\.bin/);
  await writeFile(path.join(folder, 'weights.bin'), new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer));
  const there = await launchBenchmark(onnx(file));
  t.equal(there.error, null, 'and runs once it is there');
  t.ok(await readFile(file), 'the model is untouched');
});

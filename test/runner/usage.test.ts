/** What was said of a model that does not fit it: found by the first process, and said alone. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_REQUEST, launchBenchmark, type BenchmarkRequest } from '@dumont/runner';
import { encodeModel, encodeTensor } from '@dumont/engines/testing';
import t from 'tap';
import { History } from '../../packages/runner/src/history/history.ts';
import { prepareCommand } from '../support/command.ts';
import { WITHOUT_SANDBOX } from '../support/fake-model.ts';
import { QUICK, writeTinyModel } from '../support/tiny-model.ts';

const { inputs: NO_INPUTS } = DEFAULT_REQUEST;

await t.test('one process finds it, however many loads were to be timed', async (t) => {
  const file = writeTinyModel(t);
  const folder = path.join(t.testdirName, 'set');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'output_0.pb'), 'no tensor');
  const cases: Readonly<Record<string, Partial<BenchmarkRequest>>> = {
    'an input that it has not': { inputs: { ...NO_INPUTS, shapes: { z: [1] } } },
    'a rank': { inputs: { ...NO_INPUTS, shapes: { x: [1, 2, 3] } } },
    'a dimension': { inputs: { ...NO_INPUTS, dims: { batch: 2 } } },
    'a value': { inputs: { ...NO_INPUTS, values: { x: 'blue' } } },
    'a data set without inputs': { inputs: { ...NO_INPUTS, folder } },
    'an expected output that is none': { expect: { folder, rtol: 0, atol: 0 } },
  };
  for (const [what, changes] of Object.entries(cases)) {
    let processes = 0;
    const { error } = await launchBenchmark(
      {
        ...DEFAULT_REQUEST,
        model: { path: file, format: 'onnx' },
        computeUnit: 'CPU (ONNX)',
        engine: { name: 'onnx', package: null },
        sandbox: WITHOUT_SANDBOX,
        ...changes,
      },
      {
        onEvent: ({ type }) => {
          if (type === 'process') processes += 1;
        },
      },
    );
    t.match(error, { code: 'INPUT_INVALID', exitCode: 2 }, what);
    t.equal(processes, 1, what);
  }
});

await t.test('the command says it alone, prints no result and keeps none', async (t) => {
  const command = prepareCommand(t);
  const file = writeTinyModel(t);
  const wrong = [...['-m', file, '--sandbox', 'off'], ...['--shape', 'z=1']];
  for (const args of [wrong, [...wrong, '-f', 'json'], [...wrong, '--vs-option', 'intra-op-threads=1']]) {
    const output = path.join(t.testdirName, 'result.json');
    const { exitCode, stdout, stderr } = await command.run([...args, '-o', output]);
    t.equal(exitCode, 2);
    t.equal(stdout, '');
    t.match(stderr, /^error: The model has no input "z" \(--shape\)[^\n]*\n[^\n]*--help[^\n]*\n$/);
  }
  const history = await History.open(command.environment['DUMONT_DATA_DIR'] ?? '');
  t.strictSame(history.list({ name: null, limit: 10 }), []);
  history.close();
});

await t.test('results from before it stay whole', async (t) => {
  const command = prepareCommand(t);
  const file = writeTinyModel(t);
  const other = path.join(t.testdirName, 'other.onnx');
  const value = { elementType: 'float32', shape: [2] } as const;
  writeFileSync(
    other,
    encodeModel({
      nodes: [{ opType: 'Add', inputs: ['a', 'a'], outputs: ['y'] }],
      inputs: [{ name: 'a', ...value }],
      outputs: [{ name: 'y', ...value }],
    }),
  );
  const models = ['-m', file, '-m', other];
  const args = [...models, ...QUICK, '--sandbox', 'off', '--value', 'x=1', '-f', 'json'];
  const { exitCode, stdout, stderr } = await command.run(args);
  t.equal(exitCode, 2);
  t.match(JSON.parse(stdout), [{ status: 'complete', model: { fileName: 'tiny.onnx' } }]);
  t.match(stderr, /error: The model has no input "x" \(--value\)/);
});

await t.test('what fits is left to run', async (t) => {
  const command = prepareCommand(t);
  const file = writeTinyModel(t);
  const folder = path.join(t.testdirName, 'set');
  mkdirSync(folder);
  const tensor = (values: number[]) =>
    encodeTensor({ dtype: 'float32', shape: [1, 4], data: new Float32Array(values) });
  writeFileSync(path.join(folder, 'input_0.pb'), tensor([1, 2, 3, 4]));
  writeFileSync(path.join(folder, 'output_0.pb'), tensor([2, 4, 6, 8]));
  const args = ['-m', file, ...QUICK, '--loads', '2', '--inputs', folder, '--expect', folder, '-f', 'json'];
  const { stdout } = await command.run(args);
  t.match(JSON.parse(stdout), { error: null, expectation: { matched: true }, load: { ms: { n: 2 } } });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { compareOutputs } from '../../compare-outputs.ts';
import { resolveInputs } from '../../feeds/resolve-inputs.ts';
import { byteLengthOfTensors, type NamedValues, type Value } from '../../value.ts';
import type { ModelSpec, ValueSpec } from '../model-proto.ts';
import { openOnnxEngine } from '../onnx-engine.ts';
import { runsOf, type Subject } from '../testing/contract.ts';
import { ANY_INPUTS, float32, OPTIONAL_IN, SEQUENCE_IN, SEQUENCE_OUT } from '../testing/models.ts';
import { encodeValue } from '../testing/encode-value.ts';
import { countLiveObjects } from './native-object.ts';

const engine = await openOnnxEngine({ api: 'native' });
const atRest = countLiveObjects();
const subject: Subject = {
  engine,
  types: [],
  assertAtRest: (t) => t.strictSame(countLiveObjects(), atRest, 'nothing is left'),
};
const folder = t.testdir({});
const { run, use } = runsOf(subject, folder);
const x = float32(7);
const count = (n: bigint): Value => ({ dtype: 'int64', shape: [], data: BigInt64Array.of(n) });

/** y is x, whatever that is. */
function identityOf(value: Omit<ValueSpec, 'name'>): ModelSpec {
  return {
    opsets: { '': 18 },
    nodes: [{ opType: 'Identity', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', ...value }],
    outputs: [{ name: 'y', ...value }],
  };
}

await t.test('a model tells what its inputs and outputs hold', async (t) => {
  await use(t, SEQUENCE_IN, async ({ inputs, outputs }) => {
    const s = { name: 's', dtype: 'float32', shape: ['n'], container: 'sequence' };
    t.strictSame(inputs, [s, { name: 'x', dtype: 'float32', shape: ['n'] }]);
    t.match(outputs[0], { name: 't', dtype: 'float32', container: 'sequence' });
    return Promise.resolve();
  });
  await use(t, OPTIONAL_IN, async ({ inputs }) => {
    t.strictSame(inputs, [{ name: 'x', dtype: 'float32', shape: [2], container: 'optional' }]);
    return Promise.resolve();
  });
});

await t.test('sequences go in and come out, with any number of tensors of any shape', async (t) => {
  for (const elements of [[float32(1), float32(2, 3), float32()], [float32(1)], []]) {
    const outputs = await run(t, SEQUENCE_IN, { s: { elements }, x });
    t.strictSame(outputs, { t: { elements: [...elements, x] }, y: count(BigInt(elements.length + 1)) });
  }
  const texts: Value = { elements: [{ dtype: 'string', shape: [2], data: ['a', 'é'] }] };
  const model = identityOf({ elementType: 'string', container: 'sequence' });
  t.strictSame(await run(t, model, { x: texts }), { y: texts });
});

await t.test('an empty sequence has the type of the input', async (t) => {
  for (const elementType of ['int64', 'string', 'float16', 'bool'] as const) {
    const model = identityOf({ elementType, container: 'sequence' });
    t.strictSame(await run(t, model, { x: { elements: [] } }), { y: { elements: [] } }, elementType);
  }
});

await t.test('optionals go in and come out, with a value and without', async (t) => {
  const bool = (value: number): Value => ({ dtype: 'bool', shape: [], data: Uint8Array.of(value) });
  t.strictSame(await run(t, OPTIONAL_IN, { x: null }), { y: bool(0) });
  t.strictSame(await run(t, OPTIONAL_IN, { x: float32(1, 2) }), { y: bool(1) });
  const tensor = identityOf({ elementType: 'float32', container: 'optional' });
  for (const value of [float32(1, 2), null]) t.strictSame(await run(t, tensor, { x: value }), { y: value });
});

await t.test('a sequence among the outputs does not grow from run to run', async (t) => {
  await use(t, SEQUENCE_OUT, async (session) => {
    const bound = session.bind({ x });
    for (let times = 0; times < 3; times += 1) await bound.run();
    t.strictSame(bound.readOutputs(undefined), { t: { elements: [x, x] }, y: count(2n) });
  });
});

await t.test('what sequences and optionals hold counts in how large the values are', async (t) => {
  const s: Value = { elements: [float32(1), float32(2, 3), float32()] };
  t.equal(byteLengthOfTensors({ s, x, none: null }), 3 * 4 + 4);
  t.equal(await outputBytesOf(t, SEQUENCE_IN, { s, x }), 4 * 4 + 8, 'the sequence, and its length');
  const optional = identityOf({ elementType: 'float32', container: 'optional' });
  t.equal(await outputBytesOf(t, optional, { x: float32(1, 2) }), 8);
  t.equal(await outputBytesOf(t, optional, { x: null }), 0);
});

async function outputBytesOf(t: Test, model: ModelSpec, feeds: NamedValues): Promise<number | undefined> {
  return use(t, model, async (session) => {
    const bound = session.bind(feeds);
    return bound.outputBytes?.(await bound.run());
  });
}

/** Maps come from classifiers, which name what they found. */
const ZIP_MAP: ModelSpec = {
  opsets: { 'ai.onnx.ml': 1 },
  nodes: [
    {
      opType: 'ZipMap',
      domain: 'ai.onnx.ml',
      inputs: ['x'],
      outputs: ['y'],
      attributes: { classlabels_int64s: { ints: [5, -1] } },
    },
  ],
  inputs: [{ name: 'x', elementType: 'float32', shape: [2, 2] }],
  outputs: [{ name: 'y', elementType: 'float32', container: 'sequence of maps' }],
};

await t.test('maps come out by ascending key, and are compared', async (t) => {
  const matrix: Value = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
  const map = (low: number, high: number): Value => ({
    keys: { dtype: 'int64', shape: [2], data: BigInt64Array.of(-1n, 5n) },
    values: float32(low, high),
  });
  const y = { elements: [map(2, 1), map(4, 3)] };
  const outputs = await run(t, ZIP_MAP, { x: matrix });
  t.strictSame(outputs, { y });
  t.equal(await outputBytesOf(t, ZIP_MAP, { x: matrix }), 2 * (2 * 8 + 2 * 4), 'keys and values');
  const set = join(folder, 'maps');
  await mkdir(set);
  const compare = (value: Value) => compareWith(set, value, outputs);
  t.match(await compare(y), { matched: true });
  const [wrong] = (await compare({ elements: [map(2, 1), map(4, 3.5)] })).outputs;
  t.match(wrong, { matched: false, detail: /^at 1: values: 1 of 2 differ; the first is element 1: 3, / });
});

async function compareWith(set: string, reference: Value, outputs: NamedValues) {
  await writeFile(join(set, 'output_0.pb'), encodeValue(reference));
  return use(t, ZIP_MAP, (session) =>
    compareOutputs(session.outputs, outputs, { folder: set, rtol: 0, atol: 0 }),
  );
}

await t.test('of what no one gives, one tensor is made up, or one in a sequence', async (t) => {
  await use(t, SEQUENCE_IN, async (session) => {
    const { feeds, report } = await resolveInputs(session, { ...ANY_INPUTS, dims: { n: 3 } });
    t.match(report[0], {
      name: 's',
      dtype: 'float32',
      shape: [3],
      container: { kind: 'sequence', length: 1 },
    });
    const bound = session.bind(feeds);
    t.match(bound.readOutputs(await bound.run()), { y: count(2n) });
  });
  t.match(await run(t, OPTIONAL_IN), { y: { data: Uint8Array.of(1) } });
});

await t.test('what does not fit fails in words, and leaves nothing behind', async (t) => {
  const refused = { code: 'INFERENCE_FAILED', message: /onnxruntime says/ };
  const whole: Value = { dtype: 'int32', shape: [1], data: new Int32Array(1) };
  const wrong: [string, NamedValues][] = [
    ['a tensor for a sequence', { s: x, x }],
    ['a sequence for a tensor', { s: { elements: [x] }, x: { elements: [x] } }],
    ['tensors of another type', { s: { elements: [whole] }, x }],
    ['tensors of several types', { s: { elements: [x, whole] }, x }],
    ['a map', { s: { keys: { ...whole, dtype: 'int64', data: new BigInt64Array(1) }, values: x }, x }],
    ['nothing for what is no optional', { s: null, x }],
  ];
  for (const [what, feeds] of wrong) await t.rejects(run(t, SEQUENCE_IN, feeds), refused, what);
  const nul: Value = { elements: [x, { dtype: 'string', shape: [1], data: ['\0'] }] };
  await t.rejects(run(t, SEQUENCE_IN, { s: nul, x }), { code: 'INPUT_INVALID' });
});

const RUNS = 10_000;
const ELEMENTS = 64 * 1024;

await t.test('ten thousand runs with sequences keep nothing', async (t) => {
  await use(t, SEQUENCE_IN, async (session) => {
    const large: Value = { dtype: 'float32', shape: [ELEMENTS], data: new Float32Array(ELEMENTS) };
    const bound = session.bind({ s: { elements: [large, large] }, x: large });
    for (let times = 0; times < 100; times += 1) await bound.run();
    const before = { objects: countLiveObjects(), bytes: process.memoryUsage().rss };
    for (let times = 0; times < RUNS; times += 1) await bound.run();
    t.strictSame(countLiveObjects(), before.objects);
    // One tensor kept of each run would be 2.6 GB.
    t.ok(process.memoryUsage().rss - before.bytes < 256 * 2 ** 20);
    t.match(bound.readOutputs(undefined), { y: count(3n) });
  });
});

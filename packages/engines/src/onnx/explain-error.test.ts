import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { DumontError, type ErrorCode, type SessionOptions } from '@dumont/protocol';
import { resolveInputs } from '../feeds/resolve-inputs.ts';
import { explainLoadError, explainProviderError, explainRunError, isProviderError } from './explain-error.ts';
import { encodeModel, type ModelSpec } from './model-proto.ts';
import { openOnnxEngine } from './onnx-engine.ts';
import { tensorSpec } from './write-tensor-proto.ts';
import { PLAIN_OPTIONS } from '../plain-options.ts';

const engine = await openOnnxEngine();
const options: SessionOptions = { ...PLAIN_OPTIONS, intraOpThreads: 1 };
const folder = t.testdir({});
const path = join(folder, 'model.onnx');

const base: ModelSpec = {
  nodes: [{ opType: 'Identity', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', elementType: 'float32', shape: [1] }],
  outputs: [{ name: 'y', elementType: 'float32' }],
};

function withType(
  elementType: 'bfloat16' | 'float8e4m3fn' | 'complex64' | 'float64',
  opType = 'Identity',
): ModelSpec {
  return {
    nodes: [{ opType, inputs: opType === 'Add' ? ['x', 'x'] : ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType, shape: [1] }],
    outputs: [{ name: 'y', elementType }],
  };
}

function withWeights(location: string): ModelSpec {
  return {
    ...base,
    nodes: [{ opType: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    initializers: [
      { name: 'w', elementType: 'float32', dims: [4], content: { external: { location, length: 16 } } },
    ],
  };
}

async function whyNotLoaded(file: Uint8Array | string | ModelSpec): Promise<DumontError> {
  await writeFile(path, typeof file === 'string' || file instanceof Uint8Array ? file : encodeModel(file));
  const error: unknown = await engine
    .load({ path, format: 'onnx' }, options)
    .catch((thrown: unknown) => thrown);
  if (error instanceof DumontError) return error;
  throw new Error('the model was loaded');
}

await t.test('each way in which a model can be bad has its code, and words for a person', async (t) => {
  const whole = encodeModel(base);
  await writeFile(join(folder, 'short.bin'), new Uint8Array(3));
  const cases: [string, Uint8Array | string | ModelSpec, ErrorCode, RegExp][] = [
    ['a text', 'Not Found\n'.repeat(20), 'MODEL_INVALID', /not an ONNX model/],
    ['an empty file', '', 'MODEL_INVALID', /empty/],
    ['a file cut short', whole.subarray(0, whole.length - 20), 'MODEL_INVALID', /cut short/],
    [
      'a dangling name',
      { ...base, nodes: [{ opType: 'Identity', inputs: ['z'], outputs: ['y'] }] },
      'MODEL_INVALID',
      /'z'/,
    ],
    ['no weights', withWeights('weights.bin'), 'MODEL_INVALID', /weights\.bin, which is not there/],
    ['short weights', withWeights('short.bin'), 'MODEL_INVALID', /weights of w is too short/],
    ['weights elsewhere', withWeights('../weights.bin'), 'MODEL_INVALID', /outside the model's own folder/],
    ['a new format', { ...base, irVersion: 99 }, 'MODEL_UNSUPPORTED', /version 99 of the ONNX format/],
    [
      'a new operator set',
      { ...base, opsets: { '': 99 } },
      'MODEL_UNSUPPORTED',
      /version 99 of the operator set ai\.onnx/,
    ],
    [
      'no such operator',
      { ...base, nodes: [{ opType: 'Bogus', inputs: ['x'], outputs: ['y'] }] },
      'MODEL_UNSUPPORTED',
      /no operator Bogus/,
    ],
    [
      "someone's operator",
      {
        ...base,
        opsets: { 'com.acme': 1 },
        nodes: [{ opType: 'Foo', domain: 'com.acme', inputs: ['x'], outputs: ['y'] }],
      },
      'MODEL_UNSUPPORTED',
      /com\.acme:Foo/,
    ],
    [
      'bfloat16 inside',
      withType('bfloat16', 'Add'),
      'MODEL_UNSUPPORTED',
      /no implementation of the operator Add/,
    ],
    ['float8', withType('float8e4m3fn'), 'MODEL_UNSUPPORTED', /float8e4m3fn/],
    ['complex numbers', withType('complex64'), 'MODEL_UNSUPPORTED', /complex64/],
  ];
  for (const [name, file, code, message] of cases) {
    const error = await whyNotLoaded(file);
    t.equal(error.code, code, name);
    t.match(error.message, message, name);
    t.match(error.message, `The model ${path} cannot be loaded: `, `${name}: says which`);
    t.ok(error.message.length < 1500, `${name}: is bounded`);
  }
});

await t.test('a folder and a missing file', async (t) => {
  await mkdir(join(folder, 'folder.onnx'));
  const load = (name: string) => engine.load({ path: join(folder, name), format: 'onnx' }, options);
  await t.rejects(load('folder.onnx'), { code: 'MODEL_INVALID', message: /that is a folder/ });
  await t.rejects(load('nothing.onnx'), { code: 'MODEL_NOT_FOUND' });
});

await t.test('runs that fail', async (t) => {
  const run = async (model: ModelSpec, values: Record<string, string>) => {
    await writeFile(path, encodeModel(model));
    const session = await engine.load({ path, format: 'onnx' }, options);
    const spec = { seed: 1, shapes: {}, dims: {}, values, files: {}, folder: null };
    const { feeds } = await resolveInputs(session, spec);
    await session.bind(feeds).run();
  };
  const expand: ModelSpec = {
    ...base,
    nodes: [{ opType: 'Expand', inputs: ['x', 'shape'], outputs: ['y'] }],
    inputs: [...(base.inputs ?? []), { name: 'shape', elementType: 'int64', shape: [2] }],
  };
  await t.rejects(run(expand, { shape: '4000000000,4000000' }), { code: 'MEMORY_EXCEEDED' });
  const gather: ModelSpec = {
    nodes: [{ opType: 'Gather', inputs: ['table', 'index'], outputs: ['y'] }],
    inputs: [{ name: 'index', elementType: 'int64', shape: [1] }],
    outputs: [{ name: 'y', elementType: 'float32' }],
    initializers: [tensorSpec({ dtype: 'float32', shape: [3], data: new Float32Array(3) }, 'table')],
  };
  await t.rejects(run(gather, { index: '99' }), { code: 'INFERENCE_FAILED', message: /idx=99/ });
});

await t.test('a fallback to the CPU that was forbidden is no fault of the model', async (t) => {
  const native = await openOnnxEngine({ api: 'native' });
  await writeFile(path, encodeModel(base));
  const sessionEntries = { 'session.disable_cpu_ep_fallback': '1' };
  await t.rejects(native.load({ path, format: 'onnx' }, { ...options, sessionEntries }), {
    code: 'UNIT_UNAVAILABLE',
    message: /--session-option session\.disable_cpu_ep_fallback=1 forbids; leave that out/,
  });
});

await t.test('a missing locale is named, with the commands that install it', (t) => {
  const said = (name: string): string =>
    `Exception during initialization: string_normalizer.cc:62 Failed to construct locale with name:${name}:locale::facet::_S_create_c_locale name not valid:Please, install necessary language-pack-en and configure locales`;
  const { code, message } = explainLoadError(new Error(said('en_US.UTF-8')), 'm.onnx');
  t.equal(code, 'MODEL_UNSUPPORTED');
  t.match(
    message,
    /needs the locale en_US\.UTF-8, which.*localedef -i en_US -f UTF-8 en_US\.UTF-8 .*glibc-langpack-en /,
  );
  t.match(explainLoadError(new Error(said('POSIX2')), 'm.onnx').message, /needs the locale POSIX2, which/);
  t.end();
});

await t.test('an unknown error keeps its own words', async (t) => {
  const { code, message } = explainLoadError(new Error('whatever'), 'm.onnx');
  t.equal(code, 'MODEL_INVALID');
  t.match(message, 'onnxruntime says: whatever');
});

await t.test('what a plug-in fails at is not held against the model', async (t) => {
  const said =
    'Error creating execution provider: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : JSON parsing error';
  t.ok(isProviderError({ ortCode: 'INVALID_ARGUMENT', message: said }));
  t.ok(isProviderError({ ortCode: 'EP_FAIL', message: 'Model was not fully converted' }));
  t.notOk(isProviderError({ ortCode: 'INVALID_PROTOBUF', message: 'Protobuf parsing failed' }));
  t.match(explainProviderError(new Error(said), 'm.onnx', 'XExecutionProvider'), {
    code: 'UNIT_UNAVAILABLE',
    message: /XExecutionProvider cannot be made; check its options \(--provider-option\).*JSON parsing/,
  });
  t.match(explainProviderError(new Error('not converted'), 'm.onnx', 'XExecutionProvider'), {
    code: 'MODEL_UNSUPPORTED',
    message: /XExecutionProvider failed at it/,
  });
});

await t.test('what a device has not got is not blamed on the inputs: no others are looked for', async (t) => {
  const said =
    'shader_helper.cc:416 GenerateSourceCode Program Add requires f16 but the device does not support it.';
  const message = /has no float16; export it with float32, or choose another compute unit\. .*Program Add/;
  t.match(explainRunError(new Error(said)), { code: 'MODEL_UNSUPPORTED', message });
});

await t.test('what a provider takes and then cannot do is told as such', async (t) => {
  const ran =
    "Non-zero status code returned while running MaxPool node. Name:'' Status Message: pool.cc:276 ComputeInternal The Indices output is not supported yet.";
  const message = /its execution provider takes the operator MaxPool and does not have/;
  t.match(explainRunError(new Error(ran)), { code: 'MODEL_UNSUPPORTED', message });
  const loaded =
    "Exception during initialization: !node_provider_type.empty() was false. Provider type for Max node with name '' is not set.";
  t.match(explainLoadError(new Error(loaded), 'm.onnx'), {
    code: 'MODEL_UNSUPPORTED',
    message: /no implementation of the operator Max for the element types/,
  });
});

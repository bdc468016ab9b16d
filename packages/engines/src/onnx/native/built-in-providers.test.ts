/** What the runtime is asked for, call by call, where a provider is its own: the library for CUDA, DirectML and CoreML is not here. */
import t from 'tap';
import type { AnyUnit, ExecutionProvider } from '@dumont/protocol';
import { PLAIN_OPTIONS } from '../../plain-options.ts';
import { countLiveObjects } from './native-object.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import { OrtError } from './ort-error.ts';
import { releasing } from '../../owner.ts';
import { openRuntime } from './runtime.ts';
import { makeSessionOptions } from './session-options.ts';
import type { Calls } from './slots.ts';

const runtime = await openRuntime(null);

/** Of these the library here knows nothing but that it lacks them. */
const LACKING = /^(Update|SessionOptionsAppendExecutionProvider)/;

interface Asked extends Partial<NativeSessionOptions> {
  readonly unit: AnyUnit;
  readonly provider: ExecutionProvider;
}

/** @returns the calls that concern the provider, without the objects that they are made on, and what came of them */
function ask(asked: Asked, answer: () => void = () => undefined) {
  const made: unknown[] = [];
  const calls = new Proxy(runtime.calls, {
    get:
      (target, name: keyof Calls) =>
      (...args: unknown[]) => {
        if (/Provider|MemPattern|ExecutionMode/.test(name))
          made.push([name, ...args.slice(1).filter((value) => !isObjectOfRuntime(value))]);
        if (!LACKING.test(name)) return Reflect.apply(target[name], target, args) as unknown;
        answer();
        return undefined;
      },
  });
  const options = { ...PLAIN_OPTIONS, ...asked };
  const provider = releasing((owner) => makeSessionOptions({ ...runtime, calls }, options, owner).provider);
  return { made, provider };
}

function isObjectOfRuntime(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'address' in value;
}

const inOrder = ['SetSessionExecutionMode', 0];

await t.test('CUDA and TensorRT get their options by an object, which is given back', async (t) => {
  const before = countLiveObjects();
  const providerOptions = { cudnn_conv_algo_search: 'HEURISTIC', enable_cuda_graph: '1' };
  const cuda = ask({ unit: 'GPU (ONNX)', provider: 'cuda', providerOptions });
  t.strictSame(cuda.made, [
    inOrder,
    ['CreateCUDAProviderOptions'],
    ['UpdateCUDAProviderOptions', providerOptions],
    ['SessionOptionsAppendExecutionProvider_CUDA_V2'],
  ]);
  t.strictSame(cuda.provider, {
    name: 'CUDAExecutionProvider',
    version: runtime.version,
    options: providerOptions,
    devices: [],
  });
  const onCard = ask({ unit: 'CUDA (ONNX)', provider: 'cuda', device: 'GPU-1a2b' });
  t.strictSame(
    onCard.made.at(-2),
    ['UpdateCUDAProviderOptions', {}],
    'it is the only one that the process sees',
  );
  t.match(onCard.provider?.devices, [{ vendor: 'NVIDIA', metadata: { uuid: 'GPU-1a2b' } }]);
  const tensorrt = ask({ unit: 'TensorRT (ONNX)', provider: 'tensorrt' });
  t.strictSame(tensorrt.made, [
    inOrder,
    ['CreateTensorRTProviderOptions'],
    ['UpdateTensorRTProviderOptions', {}],
    ['SessionOptionsAppendExecutionProvider_TensorRT_V2'],
  ]);
  t.equal(tensorrt.provider?.name, 'TensorrtExecutionProvider');
  t.strictSame(countLiveObjects(), before);
});

await t.test(
  'DirectML runs nodes in order and keeps no memory pattern, and takes a device by its index',
  async (t) => {
    const directml = { unit: 'DirectML (ONNX)', provider: 'dml' } as const;
    const append = 'SessionOptionsAppendExecutionProvider';
    t.strictSame(ask({ ...directml, device: '1' }).made, [
      inOrder,
      ['DisableMemPattern'],
      [append, 'DML', { device_id: '1' }],
    ]);
    t.strictSame(ask(directml).made.at(-1), [append, 'DML', {}]);
    for (const against of [{ executionMode: 'parallel' }, { memoryPattern: true }] as const)
      t.throws(() => ask({ ...directml, ...against }), { code: 'USAGE', message: /cannot be run with --/ });
    t.throws(() => ask({ ...directml, device: 'Radeon' }), {
      code: 'UNIT_UNAVAILABLE',
      message: /"Radeon" \(--device\) cannot be looked for/,
    });
  },
);

await t.test('CoreML and MIGraphX are asked for by name, with options as texts', async (t) => {
  const append = 'SessionOptionsAppendExecutionProvider';
  const coreml = { unit: 'CoreML (ONNX)', provider: 'coreml' } as const;
  t.strictSame(ask(coreml).made.at(-1), [append, 'CoreML', { ModelFormat: 'MLProgram' }]);
  const providerOptions = { ModelFormat: 'NeuralNetwork', MLComputeUnits: 'CPUAndGPU' };
  const told = ask({ ...coreml, providerOptions });
  t.strictSame(told.made.at(-1), [append, 'CoreML', providerOptions], "the user's word goes before ours");
  t.strictSame(told.provider?.options, providerOptions);
  const migraphx = { unit: 'MIGraphX (ONNX)', provider: 'migraphx', device: '2' } as const;
  t.strictSame(ask(migraphx).made.at(-1), [append, 'MIGraphX', { device_id: '2' }]);
});

await t.test("a refusal is told in the runtime's words, with what to do", async (t) => {
  const saying = (message: string) => () => {
    throw new OrtError(1, message);
  };
  const unavailable = { code: 'UNIT_UNAVAILABLE' };
  const cuda = { unit: 'CUDA (ONNX)', provider: 'cuda' } as const;
  t.throws(() => ask(cuda, saying('Unknown provider option: "speed".')), {
    ...unavailable,
    message:
      /refuses an option; check --provider-option\. onnxruntime says: Unknown provider option: "speed"/,
  });
  t.throws(() => ask(cuda, saying('Failed to load library x.so with error: libcudnn.so.9: no such file')), {
    ...unavailable,
    message: /CUDA \(ONNX\) cannot be used here: it needs NVIDIA's driver.* libcudnn\.so\.9: no such file/,
  });
});

await t.test('the library that comes with Dumont says what it lacks', async (t) => {
  const load = (unit: AnyUnit, provider: ExecutionProvider) => () =>
    releasing((owner) => makeSessionOptions(runtime, { ...PLAIN_OPTIONS, unit, provider }, owner));
  const unavailable = { code: 'UNIT_UNAVAILABLE' };
  t.throws(load('CUDA (ONNX)', 'cuda'), { ...unavailable, message: /cannot be used here: it needs NVIDIA/ });
  t.throws(load('TensorRT (ONNX)', 'tensorrt'), { ...unavailable, message: /TensorRT 10/ });
  t.throws(load('MIGraphX (ONNX)', 'migraphx'), { ...unavailable, message: /not supported in this build/ });
  if (process.platform === 'linux' && process.arch === 'x64') {
    t.throws(load('CUDA (ONNX)', 'cuda'), {
      message:
        /Failed to load library \S+libonnxruntime_providers_shared\.so with error: .*cannot open shared object file/,
    });
  }
});

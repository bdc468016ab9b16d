import t from 'tap';
import { DumontError, type EngineRef, type ExecutionProvider, type ProbedUnit } from '@dumont/protocol';
import { bestUnit } from './best-unit.ts';

const onnx: EngineRef = { name: 'onnx', package: null };

/** A machine that has these providers, and on which these units ran. */
function machine(platform: NodeJS.Platform, providers: readonly ExecutionProvider[], ran: readonly string[]) {
  let probes = 0;
  return {
    platform,
    whyNot: (provider: ExecutionProvider) => (providers.includes(provider) ? null : 'it is not there'),
    probe: (): Promise<ProbedUnit[]> => {
      probes += 1;
      return Promise.resolve(ran.map((unit) => ({ unit, available: true, reason: null })));
    },
    probes: () => probes,
  };
}

await t.test('the best that ran serves', async (t) => {
  const both = machine('linux', ['cpu', 'cuda', 'webgpu'], ['CPU (ONNX)', 'CUDA (ONNX)', 'WebGPU (ONNX)']);
  t.equal(await bestUnit('onnx', onnx, {}, both), 'CUDA (ONNX)');
  const windows = machine('win32', ['cpu', 'dml'], ['CPU (ONNX)', 'DirectML (ONNX)', 'GPU (ONNX)']);
  t.equal(await bestUnit('onnx', onnx, {}, windows), 'DirectML (ONNX)');
});

await t.test('of CoreML the GPU where it ran, else the CPU', async (t) => {
  const coreml: EngineRef = { name: 'coreml', package: null };
  const mac = (ran: readonly string[]) => machine('darwin', ['coreml'], ran);
  t.equal(await bestUnit('mlmodel', coreml, {}, mac(['GPU (CoreML)'])), 'GPU (CoreML)');
  t.equal(await bestUnit('mlmodel', coreml, {}, mac([])), 'CPU (CoreML)');
});

await t.test('an adapter that computes on the CPU does not serve', async (t) => {
  const windows = machine('win32', ['cpu', 'dml'], []);
  const adapter = (isSoftware: boolean) => ({
    ...{ provider: 'DmlExecutionProvider', name: 'Basic Render Driver', kind: 'gpu' as const },
    ...{ vendor: 'Microsoft', vendorId: 0x1414, deviceId: 0x8c, metadata: {} },
    ...{ index: 0, uuid: null, driver: null, available: true, reason: null },
    ...(isSoftware ? { isSoftware } : {}),
  });
  const probe = (devices: ProbedUnit['devices'] & object) => () =>
    Promise.resolve([{ unit: 'DirectML (ONNX)', available: true, reason: null, devices }]);
  const soft = { ...windows, probe: probe([adapter(true)]) };
  t.equal(await bestUnit('onnx', onnx, {}, soft), 'CPU (ONNX)');
  const both = { ...windows, probe: probe([adapter(true), adapter(false)]) };
  t.equal(await bestUnit('onnx', onnx, {}, both), 'DirectML (ONNX)');
});

await t.test('what is there and does not run does not serve', async (t) => {
  const broken = machine('linux', ['cpu', 'cuda'], ['CPU (ONNX)']);
  t.equal(await bestUnit('onnx', onnx, {}, broken), 'CPU (ONNX)');
  t.equal(broken.probes(), 1);
  const crashing = {
    ...broken,
    probe: () => Promise.reject(new DumontError('INFERENCE_FAILED', 'a driver crashed')),
  };
  t.equal(await bestUnit('onnx', onnx, {}, crashing), 'CPU (ONNX)');
  const bug = new TypeError('a bug');
  await t.rejects(bestUnit('onnx', onnx, {}, { ...broken, probe: () => Promise.reject(bug) }), bug);
});

await t.test('nothing is run where no better one can be there', async (t) => {
  const plain = machine('linux', ['cpu', 'webgpu', 'dml'], ['CPU (ONNX)', 'WebGPU (ONNX)']);
  t.equal(await bestUnit('onnx', onnx, {}, plain), 'CPU (ONNX)', 'DirectML is not of this platform');
  t.equal(plain.probes(), 0);
});

await t.test('whoever is called off is told so', async (t) => {
  const reason = new Error('interrupted');
  const called = {
    ...machine('linux', ['cuda'], []),
    probe: () => Promise.reject(new DumontError('INFERENCE_FAILED', '')),
  };
  await t.rejects(bestUnit('onnx', onnx, { signal: AbortSignal.abort(reason) }, called), reason);
});

import path from 'node:path';
import t from 'tap';
import { findCandidates } from './resolve-provider.ts';

function resolveProvider(...asked: Parameters<typeof findCandidates>): string | undefined {
  return findCandidates(...asked).find(({ absent }) => absent === null)?.provider;
}

const onnx = { path: '/m.onnx', format: 'onnx' } as const;
const byOnnx = { engine: { name: 'onnx', package: null }, model: onnx };
const byCoreml = { engine: { name: 'coreml', package: null }, model: onnx };

await t.test('a unit that one provider may run comes to that', async (t) => {
  t.equal(resolveProvider({ ...byOnnx, computeUnit: 'CPU (ONNX)' }, 'linux'), 'cpu');
  t.equal(
    resolveProvider({ ...byOnnx, computeUnit: 'CUDA (ONNX)' }, 'linux'),
    'cuda',
    'though it is not there',
  );
});

await t.test('of several the first that is there runs it', async (t) => {
  const onGpu = { ...byOnnx, computeUnit: 'GPU (ONNX)' } as const;
  const resolve = (there: readonly string[], platform: NodeJS.Platform) =>
    resolveProvider(onGpu, platform, (provider) => (there.includes(provider) ? null : 'it is at home'));
  t.equal(resolve(['webgpu', 'cuda', 'migraphx'], 'linux'), 'cuda');
  t.equal(resolve(['webgpu', 'migraphx'], 'linux'), 'migraphx');
  t.equal(resolve(['webgpu'], 'linux'), 'webgpu');
  t.equal(resolve(['webgpu', 'dml'], 'win32'), 'dml');
  t.throws(() => resolve(['cpu', 'dml'], 'linux'), {
    code: 'UNIT_UNAVAILABLE',
    message: /cannot run on this machine. cuda: it is at home; migraphx: .*; webgpu: it is at home./,
  });
});

await t.test('never to another one in silence', async (t) => {
  const unavailable = { code: 'UNIT_UNAVAILABLE' };
  t.throws(() => resolveProvider({ ...byOnnx, computeUnit: 'DirectML (ONNX)' }, 'darwin'), unavailable);
  t.throws(() => resolveProvider({ ...byCoreml, computeUnit: 'GPU (CoreML)' }, 'darwin'), unavailable);
  t.throws(() => resolveProvider({ ...byOnnx, computeUnit: 'GPU (CoreML)' }, 'darwin'), unavailable);
});

await t.test('CoreML runs on macOS, unless an engine of somebody else’s says otherwise', async (t) => {
  const model = { path: '/m.mlpackage', format: 'mlpackage' } as const;
  const asked = { engine: { name: 'coreml', package: null }, computeUnit: 'GPU (CoreML)', model } as const;
  t.equal(resolveProvider(asked, 'darwin'), 'coreml');
  const message = /GPU \(CoreML\) does not exist on linux: it runs on macOS\./;
  t.throws(() => resolveProvider(asked, 'linux'), { code: 'UNIT_UNAVAILABLE', message });
  const manifest = { name: 'acme', formats: ['mlpackage'], units: ['GPU (CoreML)'] };
  const folder = t.testdir({
    'package.json': JSON.stringify({ name: 'acme', dumont: manifest }),
    'main.js': '',
  });
  const engine = { name: 'acme', package: path.join(folder, 'main.js') };
  t.equal(resolveProvider({ ...asked, engine }, 'linux'), 'coreml');
});

await t.test("a third party's engine takes and runs what its manifest says", async (t) => {
  const manifest = { name: 'acme', formats: ['mlmodel'], units: ['CPU (ONNX)'] };
  const folder = t.testdir({
    'package.json': JSON.stringify({ name: 'acme', dumont: manifest }),
    'main.js': 'throw new Error();',
    silent: { 'package.json': '{"name":"silent"}', 'main.js': 'throw new Error();' },
  });
  const ask = (file: string, format: 'onnx' | 'mlmodel', computeUnit: 'CPU (ONNX)' | 'GPU (ONNX)') => () =>
    resolveProvider(
      {
        engine: { name: 'acme', package: path.join(folder, file) },
        computeUnit,
        model: { path: '/m', format },
      },
      'linux',
    );
  t.equal(ask('main.js', 'mlmodel', 'CPU (ONNX)')(), 'cpu');
  const unavailable = { code: 'UNIT_UNAVAILABLE' };
  t.throws(ask('main.js', 'onnx', 'CPU (ONNX)'), { ...unavailable, message: /acme takes \.mlmodel\./ });
  t.throws(ask('main.js', 'mlmodel', 'GPU (ONNX)'), { ...unavailable, message: /runs: CPU \(ONNX\)\./ });
  t.equal(ask('silent/main.js', 'mlmodel', 'GPU (ONNX)')(), 'cuda', 'says nothing: it decides itself');
});

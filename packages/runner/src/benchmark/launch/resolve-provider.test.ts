import t from 'tap';
import { resolveProvider } from './resolve-provider.ts';

const onnx = { path: '/m.onnx', format: 'onnx' } as const;

await t.test('a unit comes to the provider of the platform', async (t) => {
  t.equal(resolveProvider({ computeUnit: 'CPU (ONNX)', model: onnx }, 'linux'), 'cpu');
  t.equal(resolveProvider({ computeUnit: 'GPU (ONNX)', model: onnx }, 'linux'), 'cuda');
  t.equal(resolveProvider({ computeUnit: 'GPU (ONNX)', model: onnx }, 'win32'), 'dml');
});

await t.test('never to another one in silence', async (t) => {
  const unavailable = { code: 'UNIT_UNAVAILABLE' };
  t.throws(() => resolveProvider({ computeUnit: 'GPU (ONNX)', model: onnx }, 'darwin'), unavailable);
  t.throws(() => resolveProvider({ computeUnit: 'GPU (CoreML)', model: onnx }, 'darwin'), unavailable);
});

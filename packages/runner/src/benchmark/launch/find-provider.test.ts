import path from 'node:path';
import t from 'tap';
import { whyNoProvider } from './find-provider.ts';

await t.test('a provider in a library of its own is there where that lies beside the runtime', async (t) => {
  const folder = t.testdir({ 'libonnxruntime.so.1': '', 'libonnxruntime_providers_cuda.so': '' });
  const engine = { name: 'onnx', package: null, library: path.join(folder, 'libonnxruntime.so.1') };
  t.equal(whyNoProvider('cuda', engine, 'linux'), null);
  t.match(whyNoProvider('migraphx', engine, 'linux'), /no libonnxruntime_providers_migraphx.so in /);
  t.equal(whyNoProvider('coreml', engine, 'darwin'), null, 'in the library itself');
});

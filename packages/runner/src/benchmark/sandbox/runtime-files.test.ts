import path from 'node:path';
import t from 'tap';
import { engineFiles } from './runtime-files.ts';

await t.test('of the folder of a library the libraries are let in, and nothing else', async (t) => {
  const folder = t.testdir({
    'libonnxruntime.so.1.32.0': '',
    'libonnxruntime_providers_shared.so': '',
    'onnxruntime.dll': '',
    'libonnxruntime.1.32.0.dylib': '',
    'secret.txt': '',
    'secret.so.txt': '',
  });
  const library = path.join(folder, 'libonnxruntime.so.1.32.0');
  const files = engineFiles({ name: 'onnx', package: null, library }, '/');
  t.strictSame([...new Set(files)].map((file) => path.basename(file)).sort(), [
    'libonnxruntime.1.32.0.dylib',
    'libonnxruntime.so.1.32.0',
    'libonnxruntime_providers_shared.so',
    'onnxruntime.dll',
  ]);
  t.strictSame(engineFiles({ name: 'onnx', package: null }, '/'), []);
});

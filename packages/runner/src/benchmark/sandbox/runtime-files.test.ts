import path from 'node:path';
import t from 'tap';
import { engineFiles, driverFiles } from './runtime-files.ts';

const skip = process.platform !== 'linux' && 'the files of Linux';

await t.test('drivers are let in for the providers that need them', { skip }, async (t) => {
  t.strictSame(driverFiles(['cpu']), { readOnly: [], devices: [] });
  const { readOnly, devices } = driverFiles(['cpu', 'cuda', 'webgpu']);
  t.ok(readOnly.includes('/sys'));
  t.equal(new Set(readOnly).size, readOnly.length);
  for (const device of devices) t.match(device, /^\/dev\/(nvidia|dri|kfd|dxg)/);
});

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

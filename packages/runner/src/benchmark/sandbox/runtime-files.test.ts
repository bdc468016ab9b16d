import t from 'tap';
import { driverFiles } from './runtime-files.ts';

const skip = process.platform !== 'linux' && 'the files of Linux';

await t.test('drivers are let in for the providers that need them', { skip }, async (t) => {
  t.strictSame(driverFiles(['cpu']), { readOnly: [], devices: [] });
  const { readOnly, devices } = driverFiles(['cpu', 'cuda', 'webgpu']);
  t.ok(readOnly.includes('/sys'));
  t.equal(new Set(readOnly).size, readOnly.length);
  for (const device of devices) t.match(device, /^\/dev\/(nvidia|dri|kfd|dxg)/);
});

import t from 'tap';
import { listEpDevices, registerProviders } from './ep-devices.ts';
import { countLiveObjects } from './native-object.ts';
import { openRuntime } from './runtime.ts';

const runtime = await openRuntime(null);

await t.test('the CPU is a device of the built-in provider', async (t) => {
  const [device] = listEpDevices(runtime);
  t.match(device, { provider: 'CPUExecutionProvider', vendor: 'Microsoft', hardware: { kind: 'cpu' } });
  t.equal(device?.metadata['version'], runtime.version);
});

await t.test('a library that is no plug-in is refused, and nothing of it stays', async (t) => {
  const before = countLiveObjects();
  const devices = listEpDevices(runtime).length;
  t.throws(() => registerProviders(runtime, 'none', '/nowhere/libnone.so'), { name: 'OrtError' });
  t.throws(() => registerProviders(runtime, 'itself', runtime.libraryPath), { name: 'OrtError' });
  t.equal(listEpDevices(runtime).length, devices);
  t.strictSame(countLiveObjects(), before);
});

import t from 'tap';
import type { EpDevice } from './ep-devices.ts';
import { NativeObject } from './native-object.ts';
import { chooseDevices, describeProvider, openPlugIn, type OpenPlugIn } from './plug-in.ts';
import { openRuntime } from './runtime.ts';

let address = 0n;

function device(provider: string, kind: EpDevice['hardware']['kind'], metadata = {}): EpDevice {
  address += 1n;
  return {
    native: new NativeObject('OrtEpDevice', address, null, []),
    ...{ provider, vendor: 'Intel', defaultOptions: {} },
    metadata: { version: '1.8.1', library_path: '/secret/folder/lib.so', ...metadata },
    hardware: { kind, vendor: 'Intel', vendorId: 0x8086, deviceId: 7, metadata: { Description: '' } },
  };
}

const cpu = device('XExecutionProvider', 'cpu', { FULL_DEVICE_NAME: 'Intel Core', ov_device: 'CPU' });
const gpu0 = device('XExecutionProvider', 'gpu', { FULL_DEVICE_NAME: 'Intel Arc A770', ov_device: 'GPU.0' });
const gpu1 = device('XExecutionProvider', 'gpu', { FULL_DEVICE_NAME: 'Intel Arc A380', ov_device: 'GPU.1' });
const auto = device('XExecutionProvider.AUTO', 'cpu', { ov_meta_device: 'AUTO' });

function plugInWith(devices: readonly EpDevice[], name: string | null = null): OpenPlugIn {
  return { library: '/opt/libx.so', name, devices, hardware: ['cpu AMD'], failure: null };
}

const all = plugInWith([auto, cpu, gpu0, gpu1]);

await t.test('the first device of the only provider is taken, variants of it are not', async (t) => {
  t.strictSame(chooseDevices(all, {}), [cpu]);
  t.strictSame(chooseDevices({ ...all, name: 'X' }, {}), [cpu], 'a short name');
  t.strictSame(chooseDevices({ ...all, name: 'xexecutionprovider.auto' }, {}), [auto], 'in any case');
});

await t.test('a device is named by its index, or by what it alone is called', async (t) => {
  for (const [wanted, found] of [
    ['0', cpu],
    ['2', gpu1],
    ['CPU', cpu],
    ['cpu', cpu],
    ['GPU.1', gpu1],
    ['a770', gpu0],
  ] as const) {
    t.strictSame(chooseDevices(all, { device: wanted }), [found], wanted);
  }
});

await t.test('none, or more than one, is refused with a list', async (t) => {
  for (const [wanted, problem] of [
    ['npu', /"npu" \(--device\) is none of the devices of XExecutionProvider: 0 Intel Core \/ cpu/],
    ['3', /"3" \(--device\) is none/],
    ['gpu', /is more than one of the devices/],
    ['Arc', /is more than one of the devices/],
  ] as const) {
    t.throws(() => chooseDevices(all, { device: wanted }), { code: 'UNIT_UNAVAILABLE', message: problem });
  }
});

await t.test('a library that offers nothing here says what is here, and what it needs', async (t) => {
  t.throws(() => chooseDevices(plugInWith([]), {}), {
    code: 'UNIT_UNAVAILABLE',
    message:
      'The library /opt/libx.so offers no device on this machine, which has cpu AMD. It runs on other hardware, or a driver that it needs is missing: see what it asks for.',
  });
  const library = '/x/libonnxruntime_providers_openvino_plugin.so';
  t.throws(() => chooseDevices({ ...plugInWith([]), library }, {}), {
    message: /It needs an Intel CPU, GPU or NPU, with its driver\.$/,
  });
});

await t.test('of several providers one must be named, and be there', async (t) => {
  const two = plugInWith([cpu, device('YExecutionProvider', 'npu')]);
  t.throws(() => chooseDevices(two, {}), { message: /name one by --provider-name\. They are XEx.*, YEx/ });
  t.throws(() => chooseDevices({ ...two, name: 'Z' }, {}), { message: /has no execution provider Z/ });
});

await t.test('a provider is described without the paths of this machine', async (t) => {
  const described = describeProvider([gpu0], { precision: 'f32' });
  t.strictSame(described, {
    name: 'XExecutionProvider',
    version: '1.8.1',
    options: { precision: 'f32' },
    devices: [
      {
        ...{ name: 'Intel Arc A770', kind: 'gpu', vendor: 'Intel', vendorId: 0x8086, deviceId: 7 },
        metadata: { Description: '', FULL_DEVICE_NAME: 'Intel Arc A770', ov_device: 'GPU.0' },
      },
    ],
  });
  t.equal(describeProvider([device('X', 'npu')], {}).devices[0]?.name, 'Intel NPU', 'one without a name');
});

await t.test('a file that is no library of providers fails who asks for it, not who opened it', async (t) => {
  const runtime = await openRuntime(null);
  const opened = openPlugIn(runtime, { library: import.meta.filename, name: null });
  t.strictSame(opened.devices, []);
  t.throws(() => chooseDevices(opened, {}), {
    code: 'UNIT_UNAVAILABLE',
    message: /cannot be used as one of/,
  });
});

import path from 'node:path';
import t from 'tap';
import { driverFiles } from './driver-files.ts';

const information = (minor: number, uuid: string): string =>
  `Model: \t\t NVIDIA H100 80GB HBM3\nGPU UUID: \t ${uuid}\nDevice Minor: \t ${minor}\n`;

await t.test('of the devices of a machine a unit is given its own', async (t) => {
  const root = t.testdir({
    dev: {
      ...Object.fromEntries(
        ['nvidia0', 'nvidia1', 'nvidiactl', 'nvidia-uvm', 'nvidia-uvm-tools', 'kfd', 'mem', 'sda'].map(
          (name) => [name, ''],
        ),
      ),
      dri: { card0: '', renderD128: '', renderD129: '', 'by-path': {} },
      accel: { accel0: '' },
    },
    proc: {
      driver: {
        nvidia: {
          gpus: {
            '0000:17:00.0': { information: information(1, 'GPU-a') },
            '0000:ca:00.0': { information: information(0, 'GPU-b') },
            '0000:cb:00.0': {},
          },
        },
      },
    },
    sys: { devices: {}, class: { drm: {}, kfd: {} }, kernel: {} },
  });
  const devices = (provider: Parameters<typeof driverFiles>[0][number], card: string | null = null) =>
    driverFiles([provider], card, root).devices.map((file) => path.relative(path.join(root, 'dev'), file));
  const readOnly = (provider: Parameters<typeof driverFiles>[0][number]) =>
    driverFiles([provider], null, root)
      .readOnly.map((file) => path.relative(root, file))
      .filter((file) => !file.startsWith('..'));
  t.strictSame(devices('cpu'), []);
  t.strictSame(devices('cuda'), ['nvidia-uvm', 'nvidia0', 'nvidia1', 'nvidiactl']);
  t.strictSame(devices('cuda', 'GPU-a'), ['nvidia-uvm', 'nvidia1', 'nvidiactl'], 'one card alone');
  t.strictSame(devices('tensorrt', 'GPU-b'), ['nvidia-uvm', 'nvidia0', 'nvidiactl']);
  t.strictSame(devices('cuda', 'GPU-none'), devices('cuda'), 'the driver knows it by another name');
  t.strictSame(readOnly('cuda'), []);
  t.strictSame(devices('migraphx'), ['dri/renderD128', 'dri/renderD129', 'kfd']);
  t.strictSame(readOnly('migraphx'), ['sys/class/drm', 'sys/devices', 'sys/class/kfd']);
  t.strictSame(devices('openvino'), ['accel/accel0', 'dri/renderD128', 'dri/renderD129']);
  t.strictSame(devices('webgpu').length, 6);
  t.strictSame(driverFiles(['cuda'], null, path.join(root, 'nowhere')), { readOnly: [], devices: [] });
});

await t.test("Vulkan's drivers are let in by the files that name them", async (t) => {
  const folder = t.testdir({
    'libvulkan_sample.so': '',
    icd: {
      'named.json': JSON.stringify({ ICD: { library_path: 'libGLX_sample.so.0' } }),
      'placed.json': JSON.stringify({ ICD: { library_path: '../libvulkan_sample.so' } }),
      'broken.json': '{',
      'huge.json': JSON.stringify({ ICD: { library_path: 'x.so' }, more: 'x'.repeat(70_000) }),
    },
  });
  const before = process.env['VK_DRIVER_FILES'];
  process.env['VK_DRIVER_FILES'] = path.join(folder, 'icd');
  t.teardown(() => {
    if (before === undefined) delete process.env['VK_DRIVER_FILES'];
    else process.env['VK_DRIVER_FILES'] = before;
  });
  const of = (provider: 'webgpu' | 'cuda') =>
    driverFiles([provider], null, path.join(folder, 'root')).readOnly;
  t.strictSame(
    of('webgpu').map((file) => path.relative(folder, file)),
    ['icd/named.json', 'icd/placed.json', 'libvulkan_sample.so'],
  );
  t.strictSame(of('cuda'), []);
});

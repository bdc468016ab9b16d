import t from 'tap';
import { driversOf, providerName, PROVIDERS, type ExecutionProvider } from './providers.ts';

await t.test("the library's own names are translated, each to one of ours", async (t) => {
  t.equal(providerName('CUDAExecutionProvider'), 'cuda');
  t.equal(providerName('CPUExecutionProvider'), 'cpu');
  t.equal(providerName('QNNExecutionProvider'), 'QNNExecutionProvider', 'unknown here');
  const names = PROVIDERS.flatMap(({ name, libraryName }) => [
    name,
    ...(libraryName === null ? [] : [libraryName]),
  ]);
  t.equal(new Set(names).size, names.length);
});

await t.test('what drivers need is known of each provider, and no more of it', async (t) => {
  const isLetIn = (name: string, provider: ExecutionProvider): boolean =>
    driversOf([provider]).some(({ devices, cards }) => devices.test(name) || cards?.test(name) === true);
  const nodes = {
    nvidia0: ['cuda', 'tensorrt', 'webgpu', 'plug-in'],
    nvidiactl: ['cuda', 'tensorrt', 'webgpu', 'plug-in'],
    'nvidia-uvm': ['cuda', 'tensorrt', 'webgpu', 'plug-in'],
    'dri/renderD128': ['migraphx', 'webgpu', 'openvino', 'plug-in'],
    kfd: ['migraphx', 'plug-in'],
    'accel/accel0': ['openvino', 'plug-in'],
    dxg: ['cuda', 'tensorrt', 'webgpu', 'plug-in'],
  };
  for (const [node, providers] of Object.entries(nodes)) {
    const found = PROVIDERS.map(({ name }) => name).filter((name) => isLetIn(node, name));
    t.strictSame(found, providers, node);
  }
  const refused = [
    'dri/card0',
    'dri',
    'nvidia-uvm-tools',
    'nvidia-caps/nvidia-cap1',
    'nvidia0x',
    'sda',
    'mem',
    'kvm',
    'accel',
  ];
  for (const node of refused)
    t.notOk(
      PROVIDERS.some(({ name }) => isLetIn(node, name)),
      node,
    );
  t.strictSame(driversOf(['cpu']), []);
  t.strictSame(driversOf(['cuda', 'tensorrt']).length, 1, 'each once');
  t.strictSame(driversOf(['cuda'])[0]?.folders, [], 'CUDA needs nothing of /sys');
  for (const { name } of PROVIDERS)
    for (const { folders } of driversOf([name])) t.notOk(folders.includes('/sys'), name);
});

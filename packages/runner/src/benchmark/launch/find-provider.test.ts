import path from 'node:path';
import t from 'tap';
import { whyNoGpu, whyNoProvider } from './find-provider.ts';

const driver = (library: string) => JSON.stringify({ ICD: { library_path: library, api_version: '1.3.0' } });

await t.test('a provider in a library of its own is there where that lies beside the runtime', async (t) => {
  const folder = t.testdir({ 'libonnxruntime.so.1': '', 'libonnxruntime_providers_cuda.so': '' });
  const engine = { library: path.join(folder, 'libonnxruntime.so.1') };
  t.equal(whyNoProvider('cuda', engine, 'linux'), null);
  t.match(whyNoProvider('migraphx', engine, 'linux'), /no libonnxruntime_providers_migraphx.so in /);
  t.equal(whyNoProvider('coreml', engine, 'darwin'), null, 'in the library itself');
});

await t.test('a Vulkan driver that computes on the CPU is no GPU', async (t) => {
  const folder = t.testdir({
    dev: { dri: { card0: '', renderD128: '' } },
    empty: {},
    'software.json': driver('./libvk_swiftshader.so'),
    share: {
      vulkan: { 'icd.d': { 'lvp_icd.x86_64.json': driver('libvulkan_lvp.so'), 'broken.json': '{' } },
    },
    real: { vulkan: { 'icd.d': { 'nvidia_icd.json': driver('libGLX_nvidia.so.0') } } },
  });
  const at = (...parts: string[]) => path.join(folder, ...parts);
  const none = { XDG_CONFIG_HOME: at('empty'), XDG_CONFIG_DIRS: at('empty'), XDG_DATA_HOME: at('empty') };
  const only = (folder: string) => ({ ...none, XDG_DATA_DIRS: at(folder) });
  t.equal(whyNoGpu(only('real'), folder), null);
  t.match(whyNoGpu(only('real'), at('empty')), /no GPU in .dev/);
  t.equal(
    whyNoGpu({ ...only('real'), XDG_DATA_DIRS: `${at('share')}:${at('real')}` }, folder),
    null,
    'one of two',
  );
  t.match(whyNoGpu(only('share'), folder), /computes on the CPU \(libvulkan_lvp.so\)/);
  const given = { ...only('real'), VK_ICD_FILENAMES: at('software.json') };
  t.match(whyNoGpu(given, folder), /libvk_swiftshader.so/, 'what is given goes before what lies in folders');
  t.match(whyNoGpu({ ...only('real'), VK_DRIVER_FILES: at('gone.json') }, folder), /no Vulkan driver/);
});

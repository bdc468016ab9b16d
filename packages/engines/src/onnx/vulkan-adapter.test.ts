import path from 'node:path';
import t from 'tap';
import { findVulkanAdapter } from './vulkan-adapter.ts';

const driver = (library: string) => JSON.stringify({ ICD: { library_path: library, api_version: '1.3.0' } });

/** Why there is no GPU, or null. */
const whyNot = (environment: Readonly<Record<string, string>>, root: string) => {
  const adapter = findVulkanAdapter(environment, root);
  return adapter.isGpu ? null : `${adapter.reason} [${adapter.software ?? 'nothing'}]`;
};

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
  t.equal(whyNot(only('real'), folder), null);
  t.match(whyNot(only('real'), at('empty')), /no GPU in .dev \[nothing\]/);
  t.equal(
    whyNot({ ...only('real'), XDG_DATA_DIRS: `${at('share')}:${at('real')}` }, folder),
    null,
    'one of two',
  );
  t.match(whyNot(only('share'), folder), /computes on the CPU \(llvmpipe\) \[llvmpipe\]/);
  const both = { ...none, XDG_DATA_DIRS: `${at('share')}:${at('real')}` };
  t.match(whyNot(both, at('empty')), /no GPU in .dev \[llvmpipe\]/, 'which then serves');
  const given = { ...only('real'), VK_ICD_FILENAMES: at('software.json') };
  t.match(whyNot(given, folder), /SwiftShader/, 'what is given goes before what lies in folders');
  t.match(
    whyNot({ ...only('real'), VK_DRIVER_FILES: at('gone.json') }, folder),
    /no Vulkan driver \[nothing\]/,
  );
});

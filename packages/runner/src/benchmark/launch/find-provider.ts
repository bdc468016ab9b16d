/** Whether a provider that is built into ONNX Runtime is to be had here, as far as files tell: nothing is loaded. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { libraryOfProvider, type EngineRef, type ExecutionProvider } from '@dumont/protocol';
import { findLibrary, findVulkanDrivers } from '@dumont/engines/manifests';

/** What the kernel makes for a GPU: a node for drawing, NVIDIA's own, that of Windows under its Linux. */
const GPU_NODE = /^(renderD\d+|nvidia\d+|dxg)$/;

/**
 * @returns null where it is there, else why not
 * @throws DumontError of `findLibrary`
 */
export function whyNoProvider(
  provider: ExecutionProvider,
  engine: Pick<EngineRef, 'library'>,
  platform: NodeJS.Platform,
): string | null {
  const file = libraryOfProvider(provider, platform);
  if (file !== null) {
    const folder = path.dirname(findLibrary(engine.library ?? null));
    return existsSync(path.join(folder, file)) ? null : `there is no ${file} in ${folder}`;
  }
  return provider === 'webgpu' && platform === 'linux' ? whyNoGpu(process.env, '/') : null;
}

/** @param root of the file system; WebGPU runs by any Vulkan driver, and takes one that computes on the CPU without a word. */
export function whyNoGpu(
  environment: Readonly<Record<string, string | undefined>>,
  root: string,
): string | null {
  const drivers = findVulkanDrivers(environment, path.join(root, 'etc'));
  if (drivers.length === 0) return 'there is no Vulkan driver';
  if (drivers.every(({ isSoftware }) => isSoftware)) {
    const names = drivers.map(({ library }) => path.basename(library)).join(', ');
    return `the only Vulkan driver computes on the CPU (${names})`;
  }
  const nodes = ['dev', 'dev/dri']
    .map((folder) => path.join(root, folder))
    .flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  return nodes.some((name) => GPU_NODE.test(name)) ? null : `there is a Vulkan driver, and no GPU in /dev`;
}

/** Whether a provider that is built into ONNX Runtime is to be had here, as far as files tell: nothing is loaded. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { libraryOfProvider, type EngineRef, type ExecutionProvider } from '@dumont/protocol';
import { findLibrary, findVulkanAdapter } from '@dumont/engines/manifests';

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
  if (provider !== 'webgpu' || platform !== 'linux') return null;
  const adapter = findVulkanAdapter(process.env);
  return adapter.isGpu ? null : adapter.reason;
}

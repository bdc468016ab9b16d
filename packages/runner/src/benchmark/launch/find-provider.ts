/** Whether a provider that is built into ONNX Runtime is to be had here, as far as files tell: nothing is loaded. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { howToGet } from '../../providers/how-to-get.ts';
import { thisPlace } from '../../providers/place.ts';
import { withStoredLibrary } from '../../providers/with-provider.ts';
import {
  libraryOfProvider,
  type EngineRef,
  type ExecutionProvider,
  type SessionOptions,
} from '@dumont/protocol';
import { findLibrary, findVulkanAdapter } from '@dumont/engines/manifests';

/**
 * @returns null where it is there, else why not
 * @throws DumontError of `findLibrary`
 */
export function whyNoProvider(
  provider: ExecutionProvider,
  engine: EngineRef,
  platform: NodeJS.Platform,
): string | null {
  const file = libraryOfProvider(provider, platform);
  if (file !== null) {
    const { library } = withStoredLibrary(engine, provider, { ...thisPlace(), platform });
    const folder = path.dirname(findLibrary(library ?? null));
    if (existsSync(path.join(folder, file))) return null;
    const how = howToGet(provider);
    return `there is no ${file} in ${folder}${how === null ? '' : `, to get it: ${how}`}`;
  }
  if (provider !== 'webgpu' || platform !== 'linux') return null;
  const adapter = findVulkanAdapter(process.env);
  return adapter.isGpu ? null : adapter.reason;
}

/** What the isolated process cannot see for itself. @returns options of its session */
export function softwareAdapterOf(
  provider: ExecutionProvider,
  platform: NodeJS.Platform,
): Pick<SessionOptions, 'softwareAdapter'> {
  if (provider !== 'webgpu' || platform !== 'linux') return {};
  const adapter = findVulkanAdapter(process.env);
  return adapter.isGpu || adapter.software === null ? {} : { softwareAdapter: adapter.software };
}

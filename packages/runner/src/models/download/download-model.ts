/** A model for one command: in a temporary folder of its own, under its own name. */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DumontError, type ModelFormat } from '@dumont/protocol';
import { unpackModel } from '../unpack-model.ts';
import { hostsOf, PUBLIC_ONLY, type AddressPolicy } from './address-policy.ts';
import { fetchFile, type FetchOptions } from './fetch-file.ts';
import { createTemporaryFolder } from '../../host/temporary-paths.ts';

export interface DownloadOptions extends Pick<FetchOptions, 'signal' | 'limits' | 'onProgress'> {
  /** Beside the address asked for, which is allowed in any case: what its redirects may lead to. */
  readonly policy?: AddressPolicy;
}

export interface DownloadedModel {
  readonly path: string;
  readonly format: ModelFormat;
  /** Removes it and the folder that it is in. */
  readonly remove: () => Promise<void>;
}

/**
 * @throws DumontError MODEL_DOWNLOAD_FAILED, MODEL_UNSUPPORTED, MODEL_INVALID, STORAGE_FAILED; the signal's reason where it was aborted.
 * Nothing is left behind then.
 */
export async function downloadModel(
  url: string,
  { policy = PUBLIC_ONLY, ...options }: DownloadOptions,
): Promise<DownloadedModel> {
  const folder = await createTemporaryFolder('model');
  try {
    const partialPath = join(folder.path, 'partial');
    const network = { policy: { ...policy, allowHosts: [...policy.allowHosts, ...hostsOf(url)] } };
    const fetched = await fetchFile(url, { ...options, partialPath, network });
    if (fetched === 'unchanged') throw new DumontError('INTERNAL', 'a file that nobody had is unchanged');
    const { fileName, format } = fetched.named;
    if (format !== 'zip') {
      const path = join(folder.path, fileName);
      await rename(partialPath, path);
      return { path, format, remove: folder.remove };
    }
    const unpacked = await unpackModel({ path: partialPath, name: fileName }, folder.path, options);
    await rm(partialPath);
    return { path: unpacked.path, format: unpacked.format, remove: folder.remove };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

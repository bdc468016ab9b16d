/** One download into the cache, or the server's word that the copy there is still good. */
import { DumontError } from '@dumont/protocol';
import { fetchFile, type DownloadLimits, type Network } from '@dumont/runner/models';
import { type DiskSpace } from '@dumont/runner/host';
import type { CacheFolder, HeldFile } from './cache-folder.ts';
import type { RemoteAddress } from './model-address.ts';
import type { ProgressListener } from './shared-tasks.ts';

/** Where models come from and go to. */
export interface Source {
  readonly folder: CacheFolder;
  readonly network: Network;
  readonly limits: Partial<DownloadLimits> | undefined;
  readonly disk: DiskSpace;
}

export interface FetchedModel {
  readonly file: HeldFile;
  readonly fileName: string;
  readonly fromCache: boolean;
}

/** @throws what `fetchFile` does */
export async function fetchModel(
  { url, key }: RemoteAddress,
  { folder, network, limits = {}, disk }: Source,
  signal: AbortSignal,
  onProgress: ProgressListener,
): Promise<FetchedModel> {
  // Held from now on, so that it is still there when the server says that it is good.
  const cached = await folder.findSource(key, signal);
  const known = cached === null ? {} : { known: cached.source.validators };
  try {
    return await folder.partials.with(key, async (partialPath) => {
      const options = { partialPath, network, limits, disk, signal, onProgress, ...known };
      const fetched = await fetchFile(url, options);
      if (fetched !== 'unchanged') {
        const file = await folder.store(key, partialPath, fetched);
        return { file, fileName: fetched.named.fileName, fromCache: false };
      }
      if (cached === null)
        throw new DumontError('INTERNAL', 'a file that the cache did not have is unchanged');
      return { file: cached.file.holdAgain(), fileName: cached.source.fileName, fromCache: true };
    });
  } finally {
    await cached?.file.release();
    // What has arrived of a file that failed counts as well.
    await folder.trim();
  }
}

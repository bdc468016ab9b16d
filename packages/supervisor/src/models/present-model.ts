/** A file of the cache as what a job runs: itself, or what an archive unpacks to, in a folder that goes with the job. */
import { DumontError, formatOfName } from '@dumont/protocol';
import { createTemporaryFolder, makeFolder, type DiskSpace } from '@dumont/runner/host';
import { unpackModel, type DownloadLimits } from '@dumont/runner/models';
import type { HeldFile } from './cache-folder.ts';
import type { CachedModel } from './cached-model.ts';

export interface Presentation {
  /** Where archives are unpacked; made if it is not there. */
  readonly unpackIn: string;
  readonly disk: DiskSpace;
  readonly limits: Partial<DownloadLimits> | undefined;
  readonly warn: (error: unknown, message: string) => void;
}

/**
 * @param file which the model releases, or this where it throws
 * @throws DumontError MODEL_INVALID, STORAGE_FAILED; the signal's reason where it was aborted
 */
export async function presentModel(
  file: HeldFile,
  source: Pick<CachedModel, 'fileName' | 'fromCache'>,
  presentation: Presentation,
  signal: AbortSignal,
): Promise<CachedModel> {
  const format = formatOfName(file.name);
  if (format === undefined) return presentArchive(file, source, presentation, signal);
  const { path, bytes, sha256, release } = file;
  return { ...source, path, format, bytes, sha256, standsAlone: true, release };
}

async function presentArchive(
  file: HeldFile,
  source: Pick<CachedModel, 'fileName' | 'fromCache'>,
  { unpackIn, warn, ...options }: Presentation,
  signal: AbortSignal,
): Promise<CachedModel> {
  let remove = (): Promise<void> => Promise.resolve();
  const release = async (): Promise<void> => {
    const removeOnce = remove;
    remove = () => Promise.resolve();
    await removeOnce().catch((error: unknown) => {
      warn(error, 'an unpacked model could not be removed');
    });
    await file.release();
  };
  try {
    await makeFolder(unpackIn);
    const folder = await createTemporaryFolder('model', unpackIn);
    remove = folder.remove;
    const archive = { path: file.path, name: source.fileName };
    const { path, format, identity } = await unpackModel(archive, folder.path, { ...options, signal });
    const { bytes, sha256 } = identity;
    return { ...source, path, format, bytes, sha256, standsAlone: true, release };
  } catch (cause) {
    await release();
    signal.throwIfAborted();
    if (cause instanceof DumontError) throw cause;
    throw new DumontError('STORAGE_FAILED', `The model cannot be unpacked in ${unpackIn}.`, { cause });
  }
}

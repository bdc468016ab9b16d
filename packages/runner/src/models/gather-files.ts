/**
 * A model and its weights as plain files in a private folder: for an engine that follows no link out of a model's folder, where no
 * sandbox shows it the files in another way. Where the file system can, the copies share the originals' blocks.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { createTemporaryFolder } from '../host/temporary-paths.ts';
import { describeSystemError, isSystemError } from '../host/system-error.ts';
import { modelChanged } from './file-version.ts';
import { OpenFile } from './open-file.ts';

export interface Gathered extends AsyncDisposable {
  /** The copies, in the order of the originals. */
  readonly files: readonly OpenFile[];
}

/**
 * The caller owns it.
 * @param originals hashed, with their names from the folder on
 * @throws DumontError MODEL_CHANGED where a copy is not what was hashed; STORAGE_FAILED; the signal's reason where it was aborted
 */
export async function gatherFiles(
  originals: readonly { readonly name: string; readonly file: OpenFile }[],
  signal: AbortSignal,
): Promise<Gathered> {
  const folder = await createTemporaryFolder('model');
  const files: OpenFile[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.close()));
    await folder.remove();
  };
  try {
    for (const { name, file } of originals) {
      signal.throwIfAborted();
      const target = path.join(folder.path, name);
      await mkdir(path.dirname(target), { recursive: true });
      await copyFile(file.path, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      const copy = await OpenFile.open(target, 'refused');
      files.push(copy);
      // A path was copied, which may lead elsewhere by now.
      if ((await copy.hash(signal)).sha256 !== file.sha256) throw modelChanged(file.path, 'was replaced');
    }
    return { files, [Symbol.asyncDispose]: dispose };
  } catch (cause) {
    await dispose();
    if (!isSystemError(cause)) throw cause;
    const message = `The model cannot be copied into ${folder.path}: ${describeSystemError(cause)}.`;
    throw new DumontError('STORAGE_FAILED', message, { cause });
  }
}

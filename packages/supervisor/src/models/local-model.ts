/** A model that lies on this machine: used where it is, never copied, changed or deleted. */
import { open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { DumontError, formatOfName, formatRow, MODEL_FILE_ENDINGS } from '@dumont/protocol';
import { hashOpenFile, isSameFile, READ_NO_LINK } from '@dumont/runner/models';
import type { CachedModel } from './cached-model.ts';

/**
 * @param file absolute, or below the root
 * @param root the only folder with models for jobs; `null`: there is none
 * @throws DumontError JOB_INVALID, MODEL_NOT_FOUND, MODEL_UNSUPPORTED; the signal's reason where it was aborted
 */
export async function openLocalModel(
  file: string,
  root: string | null,
  signal: AbortSignal,
): Promise<CachedModel> {
  if (root === null) {
    throw new DumontError(
      'JOB_INVALID',
      'The job names a local file, and this worker has no folder of local models: set --model-root.',
    );
  }
  const realRoot = await realpath(root).catch((error: unknown) => {
    throw new DumontError('STORAGE_FAILED', `Cannot read the folder of local models ${root}.`, {
      cause: error,
    });
  });
  const asked = path.resolve(root, file);
  // First by name alone, so that nothing is learned about files elsewhere.
  if (!isBelow(root, asked) && !isBelow(realRoot, asked)) throw outside();
  const real = await realpath(asked).catch((error: unknown) => {
    throw notFound(asked, error);
  });
  if (!isBelow(realRoot, real)) throw outside();
  const handle = await open(real, READ_NO_LINK).catch((error: unknown) => {
    throw notFound(asked, error, 'it cannot be opened');
  });
  try {
    // A folder on the way may have been exchanged for a link since: what counts is where the open file is.
    if (!isBelow(realRoot, await whereIs(handle, real))) throw outside();
    return await describeModel(handle, { asked, real }, signal);
  } finally {
    await handle.close();
  }
}

async function describeModel(
  handle: FileHandle,
  { asked, real }: { readonly asked: string; readonly real: string },
  signal: AbortSignal,
): Promise<CachedModel> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw notFound(asked, undefined, 'it is no regular file');
  // onnxruntime would follow the other name out of the folder.
  if (stats.nlink > 1) throw notFound(asked, undefined, 'it has more than one name (hard links)');
  const format = formatOfName(real);
  if (format === undefined || formatRow(format).isFolder) {
    throw new DumontError(
      'MODEL_UNSUPPORTED',
      `Cannot tell the format of ${asked}: its name ends in none of ${MODEL_FILE_ENDINGS.join(', ')}.`,
    );
  }
  const { sha256, version } = await hashOpenFile(handle, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw notFound(asked, error, 'it cannot be read');
  });
  const bytes = Number(version.size);
  const fileName = path.basename(asked);
  return { path: real, fileName, format, bytes, sha256, standsAlone: false, fromCache: false, release: keep };
}

/** @returns the open file's own path: as the kernel knows it, else where its path leads if that is still to this file */
async function whereIs(handle: FileHandle, file: string): Promise<string> {
  if (process.platform === 'linux') return readlink(`/proc/self/fd/${handle.fd}`);
  const [real, there, opened] = await Promise.all([
    realpath(file),
    stat(file, { bigint: true }),
    handle.stat({ bigint: true }),
  ]);
  if (!isSameFile(there, opened)) throw notFound(file, undefined, 'it was replaced meanwhile');
  return real;
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

function outside(): DumontError {
  return new DumontError('JOB_INVALID', "The job's model lies outside this worker's folder of local models.");
}

function notFound(file: string, cause: unknown, reason = 'there is no such file'): DumontError {
  return new DumontError('MODEL_NOT_FOUND', `Cannot use ${file}: ${reason}.`, { cause });
}

async function keep(): Promise<void> {
  // Somebody else's file.
}

/** Which other files a model keeps weights in: they alone are let into the sandbox beside it. */
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { errorCode } from '../host/system-error.ts';
import { isSameFile } from './file-version.ts';
import { OpenFile } from './open-file.ts';

/** @returns null where there is no such file, of whatever the engine says so better */
export async function openWeights(
  model: string,
  location: string,
  links: 'followed' | 'refused',
): Promise<OpenFile | null> {
  const folder = path.dirname(model);
  const file = path.resolve(folder, location);
  return links === 'refused' ? openOwn(model, { folder, file, location }) : await openAny(file);
}

/** Where nothing keeps the engine from other files, those that it will read. */
async function openAny(path: string): Promise<OpenFile | null> {
  const stats = path.includes('\0') ? null : await stat(path).catch(() => null);
  return stats?.isFile() === true ? OpenFile.open(path, 'followed').catch(() => null) : null;
}

interface Location {
  readonly folder: string;
  readonly file: string;
  /** As the model writes it. */
  readonly location: string;
}

/** @throws DumontError MODEL_INVALID where the file is not the model's own */
async function openOwn(model: string, { folder, file, location }: Location): Promise<OpenFile | null> {
  const outside =
    path.isAbsolute(location) || location.includes('\0') || !file.startsWith(`${folder}${path.sep}`);
  if (outside) throw refusal(model, location, "lies outside the model's folder");
  const found = await lstat(file).catch(() => null);
  if (found === null) return null;
  if (found.isSymbolicLink()) throw refusal(model, location, 'is reached by a symbolic link');
  // A pipe or a device is not even opened.
  if (!found.isFile()) throw refusal(model, location, 'is not a regular file');
  const opened = await OpenFile.open(file, 'refused').catch((error: unknown) => {
    if (errorCode(error) === 'ELOOP') throw refusal(model, location, 'is reached by a symbolic link');
    throw new DumontError('MODEL_NOT_FOUND', `Cannot read ${file}, in which ${model} keeps weights.`, {
      cause: error,
    });
  });
  try {
    await checkOpened(opened, model, { folder, file, location });
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** What was looked at before it was opened may be another file by now. */
async function checkOpened(
  { stats }: OpenFile,
  model: string,
  { folder, file, location }: Location,
): Promise<void> {
  const [actual, home] = await Promise.all([realpath(file), realpath(folder)]);
  const inHome = path.join(home, path.relative(folder, file));
  if (actual !== inHome || !isSameFile(await stat(inHome, { bigint: true }), stats)) {
    throw refusal(model, location, 'is reached by a symbolic link');
  }
  if (!stats.isFile()) throw refusal(model, location, 'is not a regular file');
  // A hard link can be to any file of the same disk: to a key as well as to weights.
  if (stats.nlink > 1) throw refusal(model, location, `is a hard link (${stats.nlink} names for one file)`);
}

function refusal(model: string, location: string, what: string): DumontError {
  return new DumontError(
    'MODEL_INVALID',
    `The model ${model} keeps weights in another file, ${JSON.stringify(location)}, which ${what}; that is refused. ` +
      'If the file is meant, copy it beside the model.',
  );
}

/** Which files a model consists of: they alone are let into the sandbox. */
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { DumontError, type ModelFormat } from '@dumont/protocol';
import { readExternalLocations } from './external-data.ts';

export interface Model {
  readonly path: string;
  /** Where it was downloaded from: such a file stands alone. */
  readonly url?: string;
  readonly format: ModelFormat;
}

/** @throws DumontError MODEL_INVALID where the model names a file of weights that is not its own */
export async function modelFiles(model: Model): Promise<string[]> {
  if (model.url !== undefined || model.format !== 'onnx') return [model.path];
  const locations = readExternalLocations(model.path);
  const data = await Promise.all(locations.map((location) => checkLocation(model.path, location)));
  return [model.path, ...data.flatMap((file) => file ?? [])];
}

/** @returns null where there is no such file: the engine says so better */
async function checkLocation(model: string, location: string): Promise<string | null> {
  const folder = path.dirname(model);
  const file = path.resolve(folder, location);
  const outside =
    path.isAbsolute(location) || location.includes('\0') || !file.startsWith(`${folder}${path.sep}`);
  if (outside) throw refusal(model, location, "lies outside the model's folder");
  const exists = await lstat(file).catch(() => null);
  if (exists === null) return null;
  const [actual, home] = await Promise.all([realpath(file), realpath(folder)]);
  if (actual !== path.join(home, path.relative(folder, file))) {
    throw refusal(model, location, 'is reached by a symbolic link');
  }
  const stats = await stat(file);
  if (!stats.isFile()) throw refusal(model, location, 'is not a regular file');
  // A hard link can be to any file of the same disk: to a key as well as to weights.
  if (stats.nlink > 1) throw refusal(model, location, `is a hard link (${stats.nlink} names for one file)`);
  return file;
}

function refusal(model: string, location: string, what: string): DumontError {
  return new DumontError(
    'MODEL_INVALID',
    `The model ${model} keeps weights in another file, ${JSON.stringify(location)}, which ${what}; that is refused. ` +
      'If the file is meant, copy it beside the model.',
  );
}

/** From what was given to --model to a file that an engine can be asked to load. */
import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DumontError, formatOfName, formatRow, MODEL_FORMATS, sentFormatOfName } from '@dumont/protocol';
import { downloadModel, type DownloadOptions } from '../../../models/download/download-model.ts';
import { redactUrl } from '../../../models/download/model-url.ts';
import { beginsAsArchive, unpackModel } from '../../../models/unpack-model.ts';
import type { BenchmarkRequest } from '../../../benchmark/launch/benchmark-request.ts';
import type { ModelSource } from '../../args/settings/subject.ts';
import { createTemporaryFolder } from '../../../host/temporary-paths.ts';
import { describeSystemError, errorCode, isSystemError } from '../../../host/system-error.ts';

export interface PreparedModel {
  readonly model: BenchmarkRequest['model'];
  /** Removes what was made for it. */
  readonly dispose: () => Promise<void>;
}

/**
 * @param dataFolders below which a local model's weights may lie
 * @throws DumontError MODEL_NOT_FOUND, MODEL_INVALID, MODEL_UNSUPPORTED, MODEL_DOWNLOAD_FAILED; the signal's reason where it was aborted
 */
export async function prepareModel(
  source: ModelSource,
  download: DownloadOptions,
  dataFolders: readonly string[] = [],
): Promise<PreparedModel> {
  if (source.kind === 'file') {
    const archive = await findArchive(source.location);
    if (archive !== null) return unpackLocal(archive, source.location, download.signal);
    const model = await checkModelFile(source.location);
    return { model: dataFolders.length === 0 ? model : { ...model, dataFolders }, dispose: keep };
  }
  const { path, format, remove } = await downloadModel(source.location, download);
  return { model: { path, format, url: redactUrl(source.location), standsAlone: true }, dispose: remove };
}

/** @returns the path of a zip archive of a model; null where it is a model itself, or nothing */
async function findArchive(location: string): Promise<string | null> {
  if (sentFormatOfName(location) !== 'zip') return null;
  const path = resolve(location);
  const stats = await readStats(path, location);
  if (!stats.isFile()) return null;
  // A file named as a folder is refused as such, where it is no archive.
  return formatOfName(location) === undefined || (await beginsAsArchive(path)) ? path : null;
}

/** Of the benchmark's own, as a download is: gone with it. */
async function unpackLocal(path: string, location: string, signal: AbortSignal): Promise<PreparedModel> {
  const folder = await createTemporaryFolder('model');
  try {
    const { path: unpacked, format } = await unpackModel({ path, name: location }, folder.path, { signal });
    return { model: { path: unpacked, format, archive: path, standsAlone: true }, dispose: folder.remove };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** What is found out here costs no process and no waiting. */
async function checkModelFile(location: string): Promise<BenchmarkRequest['model']> {
  const path = resolve(location);
  const stats = await readStats(path, location);
  const format = formatOfName(path);
  if (stats.isDirectory() && (format === undefined || !formatRow(format).isFolder)) {
    throw new DumontError(
      'MODEL_NOT_FOUND',
      `${location} is a folder, not a model: name the model file in it.`,
    );
  }
  if (!stats.isDirectory() && !stats.isFile()) {
    throw new DumontError('MODEL_NOT_FOUND', `${location} is a device or pipe, not a model file.`);
  }
  if (format === undefined) {
    const endings = MODEL_FORMATS.map(({ ending }) => ending).join(', ');
    throw new DumontError(
      'MODEL_UNSUPPORTED',
      `Cannot tell the format of ${location}: its name ends in none of ${endings}.`,
    );
  }
  if (stats.isFile() && stats.size === 0) throw new DumontError('MODEL_INVALID', `${location} is empty.`);
  return { path, format };
}

async function readStats(path: string, location: string): Promise<Stats> {
  try {
    const stats = await stat(path);
    await access(path, constants.R_OK);
    return stats;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message =
      errorCode(error) === 'ENOENT'
        ? `There is no file ${location}.`
        : `Cannot read ${location}: ${describeSystemError(error)}.`;
    throw new DumontError('MODEL_NOT_FOUND', message, { cause: error });
  }
}

async function keep(): Promise<void> {
  // The user's own file.
}

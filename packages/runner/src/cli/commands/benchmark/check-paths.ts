/** Whether the files and folders that were named are there, before minutes are spent on measuring. */
import { stat } from 'node:fs/promises';
import { DumontError } from '@dumont/protocol';
import type { BenchmarkSettings } from './benchmark-settings.ts';
import { describeSystemError, errorCode, isSystemError } from '../../../host/system-error.ts';

type Named = Pick<BenchmarkSettings, 'measurement' | 'dataFolders'>;

/** @throws DumontError INPUT_INVALID for the first that is missing */
export async function checkPaths({ measurement, dataFolders }: Named): Promise<void> {
  const { inputs, expect } = measurement;
  for (const [name, path] of Object.entries(inputs.files)) {
    refuseArchive(name, path);
    await checkPath(`--input ${name}`, path, 'file');
  }
  if (inputs.folder !== null) await checkPath('--inputs', inputs.folder, 'folder');
  if (expect !== null) await checkPath('--expect', expect.folder, 'folder');
  for (const folder of dataFolders) await checkPath('--allow-data-folder', folder, 'folder');
}

/** NumPy's archive holds several arrays, of which nobody said which is meant. */
function refuseArchive(name: string, path: string): void {
  if (!/\.npz$/i.test(path)) return;
  throw new DumontError(
    'INPUT_INVALID',
    `--input ${name}: ${path} is an archive of arrays: save the one that is meant as a .npy file, ` +
      `by numpy.save('${name}.npy', numpy.load('file.npz')['${name}'])`,
  );
}

async function checkPath(flag: string, path: string, kind: 'file' | 'folder'): Promise<void> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory() === (kind === 'folder')) return;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const reason = errorCode(error) === 'ENOENT' ? `there is no ${kind}` : describeSystemError(error);
    throw new DumontError('INPUT_INVALID', `${flag}: ${path}: ${reason}`, { cause: error });
  }
  throw new DumontError('INPUT_INVALID', `${flag}: ${path} is not a ${kind}`);
}

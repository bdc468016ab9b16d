/** Programs from Debian's packages, fetched once into `.cache` and unpacked, not installed: it works as any user. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';

const cache = path.resolve(import.meta.dirname, '..', '..', '.cache');

/** Why a package cannot be had on this machine. */
export class PackageUnavailable extends Error {
  override readonly name = 'PackageUnavailable';
}

/**
 * @param name of the package @param dependencies of it that a machine may lack: unpacked into the same folder
 * @returns the folder that stands for `/`: programs lie in its `usr/bin`
 * @throws PackageUnavailable with the reason
 */
export async function unpackDebianPackage(
  name: string,
  dependencies: readonly string[] = [],
): Promise<string> {
  const folder = path.join(cache, 'debian', name);
  if (existsSync(folder)) return folder;
  if (process.platform !== 'linux') throw new PackageUnavailable(`Debian's ${name} is fetched on Linux only`);
  const partial = `${folder}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    await download([name, ...dependencies], partial);
    for (const archive of (await readdir(partial)).filter((file) => file.endsWith('.deb'))) {
      await execa('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: partial });
    }
    await rename(path.join(partial, 'unpacked'), folder);
    return folder;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    throw new PackageUnavailable(`Debian's ${name} cannot be fetched: ${error.shortMessage}`, {
      cause: error,
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** A fresh machine has no package lists yet: they are fetched on the first failure. */
async function download(names: readonly string[], folder: string): Promise<void> {
  const apt = (...words: string[]) => execa('apt-get', ['-q', ...words], { cwd: folder });
  try {
    await apt('download', ...names);
  } catch (error) {
    if (!(error instanceof ExecaError) || error.code === 'ENOENT') throw error;
    await apt('update');
    await apt('download', ...names);
  }
}

/** ONNX's own backend test models, from Debian's package `libonnx-testdata`: fetched once into `.cache`, unpacked, not installed. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';

const PACKAGE = 'libonnx-testdata';
const root = path.resolve(import.meta.dirname, '..', '..');
const cache = path.join(root, '.cache');
export const ONNX_TESTDATA = path.join(cache, PACKAGE);

/** @returns null when the models are there, else why they cannot be had on this machine */
export async function fetchOnnxTestdata(): Promise<string | null> {
  if (existsSync(ONNX_TESTDATA)) return null;
  if (process.platform !== 'linux') return `Debian's ${PACKAGE} is fetched on Linux only`;
  const partial = `${ONNX_TESTDATA}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await download(partial);
    const archive = (await readdir(partial)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) return `apt-get downloaded no ${PACKAGE}`;
    await execa('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: partial });
    await rename(path.join(partial, 'unpacked', 'usr', 'share', PACKAGE, 'data'), ONNX_TESTDATA);
    return null;
  } catch (error) {
    if (error instanceof ExecaError) return `Debian's ${PACKAGE} cannot be fetched: ${error.shortMessage}`;
    throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** A fresh machine has no package lists yet: they are fetched on the first failure. */
async function download(folder: string): Promise<void> {
  const apt = (...words: string[]) => execa('apt-get', ['-q', ...words], { cwd: folder });
  try {
    await apt('download', PACKAGE);
  } catch (error) {
    if (!(error instanceof ExecaError) || error.code === 'ENOENT') throw error;
    await apt('update');
    await apt('download', PACKAGE);
  }
}

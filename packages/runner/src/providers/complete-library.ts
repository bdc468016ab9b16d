/** ONNX Runtime looks for its own providers beside its library: where only they were given, the library that Dumont brings joins them. */
import { chmod, copyFile } from 'node:fs/promises';
import path from 'node:path';
import { findLibrary, isLibraryName, shippedVersion } from '@dumont/engines/manifests';
import { DumontError } from '@dumont/protocol';
import { hashFile } from '../models/hash-file.ts';

/** Loaded by ONNX Runtime before each of its own providers; plug-ins go without. */
const SHARED = /^(lib)?onnxruntime_providers_shared\.(so|dylib|dll)$/;
/** What a wheel says of itself stands in a folder of this name. */
const WHEEL_VERSION = /(?:^|\/)onnxruntime[\w.]*-(\d+\.\d+\.\d+)[\w.+]*\.dist-info\//;

/**
 * @param content what was added so far
 * @param digests of it, by name; gets the library's
 * @throws DumontError USAGE where the providers are known to be of another version than that library
 */
export async function completeLibrary(
  content: string,
  digests: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const names = [...digests.keys()];
  const parted = names
    .filter((name) => SHARED.test(path.posix.basename(name)))
    .map((name) => path.posix.dirname(name));
  const lacking = parted.filter(
    (folder) =>
      !names.some((name) => path.posix.dirname(name) === folder && isLibraryName(path.posix.basename(name))),
  );
  if (lacking.length === 0) return;
  refuseOtherVersion(names);
  const library = findLibrary(null);
  for (const folder of lacking) {
    const name = path.posix.join(folder, path.basename(library));
    const copy = path.join(content, name);
    await copyFile(library, copy);
    await chmod(copy, 0o600);
    digests.set(name, (await hashFile(copy, signal)).sha256);
  }
}

function refuseOtherVersion(names: readonly string[]): void {
  const own = shippedVersion();
  const other = names
    .map((name) => WHEEL_VERSION.exec(name)?.[1])
    .find((version) => version !== undefined && version !== own);
  if (other === undefined) return;
  throw new DumontError(
    'USAGE',
    `what is in --from is of ONNX Runtime ${other} and has no library of its own, and Dumont brings ${own}: ` +
      'give the folder or wheel that has the library too',
  );
}

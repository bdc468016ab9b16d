/** Where ONNX Runtime's shared library is: the one place that knows. It loads nothing. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';

/** `libonnxruntime.so.1.30.0`, `libonnxruntime.1.30.0.dylib`, `onnxruntime.dll`; not the libraries of its providers. */
const LIBRARY_NAMES: Readonly<Partial<Record<NodeJS.Platform, RegExp>>> = {
  linux: /^libonnxruntime\.so(\.\d+)*$/,
  darwin: /^libonnxruntime(\.\d+)*\.dylib$/,
  win32: /^onnxruntime\.dll$/,
};
/** Below a folder that is given: of a release archive, and of a Python package or environment. */
const SUBFOLDERS = ['.', 'lib', 'capi', 'onnxruntime/capi'];

/**
 * @param given a library or a folder with one in it; null for the one that `onnxruntime-node` brings
 * @param called what the user calls it
 * @returns its path, without links
 * @throws DumontError USAGE where nothing is where it was said to be; UNIT_UNAVAILABLE where there is none for this platform
 */
export function findLibrary(given: string | null, called = given): string {
  return realpathSync(given === null ? inPackage() : inGiven(given, called ?? given));
}

function inPackage(): string {
  const manifest = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  const folder = path.join(path.dirname(manifest), 'bin', 'napi-v6', process.platform, process.arch);
  const library = libraryIn(folder);
  if (library !== null) return library;
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    `onnxruntime-node brings no library for ${process.platform} ${process.arch}: nothing is in ${folder}`,
  );
}

function inGiven(given: string, called: string): string {
  if (!existsSync(given))
    throw new DumontError(
      'USAGE',
      `there is no ${called}: --onnxruntime takes a library, a folder or a wheel`,
    );
  if (statSync(given).isFile()) return given;
  for (const subfolder of SUBFOLDERS) {
    const library = libraryIn(path.join(given, subfolder));
    if (library !== null) return library;
  }
  throw new DumontError(
    'USAGE',
    `there is no ONNX Runtime library for ${process.platform} in ${called}: --onnxruntime takes one`,
  );
}

function libraryIn(folder: string): string | null {
  if (!existsSync(folder)) return null;
  // The shortest name is the one that programs are linked with.
  const names = readdirSync(folder).filter((name) => LIBRARY_NAMES[process.platform]?.test(name));
  const [name] = names.sort((one, other) => one.length - other.length);
  return name === undefined ? null : path.join(folder, name);
}

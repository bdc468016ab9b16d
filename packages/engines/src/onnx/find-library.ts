/** Where ONNX Runtime's shared library is: the one place that knows. It loads nothing. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { z } from 'zod';
import { readMachine } from './elf-machine.ts';

/** `libonnxruntime.so.1.30.0`, `libonnxruntime.1.30.0.dylib`, `onnxruntime.dll`; not the libraries of its providers. */
const LIBRARY_NAMES: Readonly<Partial<Record<NodeJS.Platform, RegExp>>> = {
  linux: /^libonnxruntime\.so(\.\d+)*$/,
  darwin: /^libonnxruntime(\.\d+)*\.dylib$/,
  win32: /^onnxruntime\.dll$/,
};
/** Below a folder that is given: of a release archive, and of a Python package or environment. */
const SUBFOLDERS = ['.', 'lib', 'capi', 'onnxruntime/capi'];

const TAKES = '--onnxruntime takes a library, a folder or a wheel';

/**
 * @param given a library or a folder with one in it; null for the one that `onnxruntime-node` brings
 * @param called what the user calls it
 * @returns its path, without links
 * @throws DumontError USAGE where nothing is where it was said to be, several versions, or one for another processor; UNIT_UNAVAILABLE where there is none for this platform
 */
export function findLibrary(given: string | null, called = given): string {
  if (given === null) return inPackage();
  try {
    const library = inGiven(given, called ?? given);
    refuseOtherProcessor(library, called ?? given);
    return library;
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new DumontError('USAGE', `${called ?? given} cannot be read: ${cause.message}`, { cause });
  }
}

/** The system would say that there is no such file. */
function refuseOtherProcessor(library: string, called: string): void {
  const machine = process.platform === 'linux' ? readMachine(library) : null;
  if (machine === null || machine === process.arch) return;
  throw new DumontError(
    'USAGE',
    `${called} is for another processor: ${machine}, and this is ${process.arch}`,
  );
}

/** @returns of the library that `onnxruntime-node` brings, such as `1.30.0` */
export function shippedVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile(), 'utf8'))).version;
}

/** @param name of a file, without its folder @returns whether ONNX Runtime's library is called so on this platform */
export function isLibraryName(name: string): boolean {
  return LIBRARY_NAMES[process.platform]?.test(name) === true;
}

function packageFile(): string {
  return createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
}

function inPackage(): string {
  const folder = path.join(path.dirname(packageFile()), 'bin', 'napi-v6', process.platform, process.arch);
  const library = libraryIn(folder, folder);
  if (library !== null) return library;
  throw new DumontError(
    'UNIT_UNAVAILABLE',
    `onnxruntime-node brings no library for ${process.platform} ${process.arch}: nothing is in ${folder}`,
  );
}

function inGiven(given: string, called: string): string {
  const there = statSync(given, { throwIfNoEntry: false });
  if (there === undefined) throw new DumontError('USAGE', `there is no ${called}: ${TAKES}`);
  if (there.isFile()) return realpathSync(given);
  if (!there.isDirectory())
    throw new DumontError('USAGE', `${called} is neither a file nor a folder: ${TAKES}`);
  for (const subfolder of SUBFOLDERS) {
    const library = libraryIn(path.join(given, subfolder), called);
    if (library !== null) return library;
  }
  throw new DumontError(
    'USAGE',
    `there is no ONNX Runtime library for ${process.platform} in ${called}: --onnxruntime takes one`,
  );
}

function libraryIn(folder: string, called: string): string | null {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  const names = readdirSync(folder).filter(isLibraryName);
  // The name without a version is the one that programs are linked with.
  const plain = names.filter((name) => !/\d/.test(name));
  const files = (plain.length > 0 ? plain : names).map((name) => fileAt(path.join(folder, name)));
  const [library, ...others] = [...new Set(files)].sort();
  if (library === undefined || others.length === 0) return library ?? null;
  const versions = [library, ...others].map((file) => path.basename(file)).join(', ');
  throw new DumontError(
    'USAGE',
    `there are several versions of ONNX Runtime in ${called} (${versions}): name one of these files`,
  );
}

function fileAt(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return realpathSync(file);
  throw new DumontError('USAGE', `${file} is no file, or a link to nothing`);
}

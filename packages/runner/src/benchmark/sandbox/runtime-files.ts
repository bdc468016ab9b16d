/** What an isolated process needs of the machine to run at all: Node, the libraries of the system, Dumont and its packages. */
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineRef } from '@dumont/protocol';
import { isSharedLibrary } from '../../host/shared-library.ts';

/** No programs of the system's, no configuration: an engine needs neither. `/sys/devices/system` tells it the CPU's cores. */
const LIBRARY_FOLDERS = [
  '/usr/lib',
  '/usr/lib32',
  '/usr/lib64',
  '/usr/libx32',
  '/usr/local/lib',
  '/usr/local/lib64',
  '/nix/store',
  '/gnu/store',
  '/etc/ld.so.cache',
  '/etc/alternatives',
  '/sys/devices/system',
];
/** Folders at some systems, links into `/usr` at most. */
const ROOT_LIBRARY_FOLDERS = ['/lib', '/lib32', '/lib64', '/libx32'];

const SEARCHED_BY_LOADERS = ['LD_LIBRARY_PATH', 'VK_ICD_FILENAMES', 'VK_DRIVER_FILES'];

const ownRoot = path.resolve(fileURLToPath(import.meta.url), '..', '..', '..', '..');
const OWN_PACKAGES = ['@dumont/engines', '@dumont/protocol'];

export interface Link {
  readonly path: string;
  readonly target: string;
}

export interface SystemFiles {
  readonly readOnly: readonly string[];
  readonly links: readonly Link[];
}

export function systemFiles(): SystemFiles {
  const links: Link[] = [];
  const folders = [...LIBRARY_FOLDERS];
  for (const folder of ROOT_LIBRARY_FOLDERS.filter((candidate) => existsSync(candidate))) {
    if (lstatSync(folder).isSymbolicLink()) links.push({ path: folder, target: readlinkSync(folder) });
    else folders.push(folder);
  }
  return { readOnly: folders.filter((folder) => existsSync(folder)), links };
}

/** Where the loaders of libraries and drivers were told to look. */
export function loaderFiles(environment: NodeJS.ProcessEnv): string[] {
  return SEARCHED_BY_LOADERS.flatMap((name) => (environment[name] ?? '').split(path.delimiter))
    .filter((entry) => path.isAbsolute(entry) && existsSync(entry))
    .map((entry) => (statSync(entry).isDirectory() ? entry : path.dirname(entry)))
    .filter((folder) => !isTooWide(folder));
}

let application: readonly string[] | undefined;

/** Node itself, and the packages that the isolated process is made of: the same as long as this program runs. */
export function applicationFiles(): readonly string[] {
  application ??= findApplication();
  return application;
}

function findApplication(): string[] {
  const own = OWN_PACKAGES.flatMap((name) => findPackages(name, ownRoot));
  return [process.execPath, ...packageFiles(ownRoot), ...own.flatMap(packageFiles)];
}

/** @param from the folder that the command was called in: a package is looked for from there and from Dumont's own */
export function engineFiles({ package: name, library }: EngineRef, from: string): string[] {
  if (name === null) return library === undefined ? [] : libraryFiles(library);
  if (path.isAbsolute(name)) return existsSync(name) ? packageFiles(realpathSync(name)) : [];
  const bare = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name);
  return [...findPackages(bare, from), ...findPackages(bare, ownRoot)].flatMap(packageFiles);
}

/** The folder of a library that comes with others: they lie beside it, and are looked for there; and where else the loader is to look. */
export function plugInFiles({ plugIn, loaderFolders = [] }: EngineRef): string[] {
  if (plugIn === undefined) return [...loaderFolders];
  const folder = path.dirname(plugIn.library);
  return [isTooWide(folder) ? plugIn.library : folder, ...loaderFolders];
}

/** A library of the user's, and those beside it, such as its providers: whatever else lies there is nobody's business. */
function libraryFiles(library: string): string[] {
  const folder = path.dirname(library);
  const isSystems = LIBRARY_FOLDERS.some((place) => isBelow(library, place));
  const names = isSystems || !existsSync(folder) ? [] : readdirSync(folder);
  return [library, ...names.filter(isSharedLibrary).map((name) => path.join(folder, name))];
}

/** A package whole, and the `node_modules` folders in which Node looks for what it imports. */
function packageFiles(file: string): string[] {
  const root = packageRoot(file);
  return [
    root,
    ...ancestors(root)
      .map(modulesOf)
      .filter((folder) => existsSync(folder)),
  ];
}

/** A stray package.json in a home folder must not let all of it in. */
function packageRoot(file: string): string {
  const start = statSync(file).isDirectory() ? file : path.dirname(file);
  const root = ancestors(start).find((folder) => existsSync(path.join(folder, 'package.json'))) ?? start;
  if (!isTooWide(root)) return root;
  return isTooWide(start) ? file : start;
}

function isTooWide(folder: string): boolean {
  const wide = [os.homedir(), os.tmpdir(), '/usr', '/etc', '/var', '/opt', '/srv'];
  return wide.some(
    (place) => place === folder || place.startsWith(folder.endsWith('/') ? folder : `${folder}/`),
  );
}

function findPackages(name: string, from: string): string[] {
  return ancestors(from)
    .map((folder) => path.join(modulesOf(folder), name))
    .filter((folder) => existsSync(folder))
    .map((folder) => realpathSync(folder));
}

function modulesOf(folder: string): string {
  return path.basename(folder) === 'node_modules' ? folder : path.join(folder, 'node_modules');
}

function ancestors(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}

/** @returns the paths that no other one of them holds already, sorted: parents first */
export function outermost(paths: readonly string[]): string[] {
  const kept: string[] = [];
  for (const candidate of [...new Set(paths)].sort()) {
    if (!kept.some((folder) => isBelow(candidate, folder))) kept.push(candidate);
  }
  return kept;
}

function isBelow(candidate: string, folder: string): boolean {
  return candidate.startsWith(`${folder}/`);
}

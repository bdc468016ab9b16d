/** Debian packages unpacked into `.cache`, not installed: any user may do it, no service starts, and nothing of the system changes. */
import { existsSync, globSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { Unavailable } from './unavailable.ts';

const cache = path.resolve(import.meta.dirname, '..', '..', '.cache');
/** A folder for each set of packages; it stands for `/`. */
export const DEBIAN_CACHE = path.join(cache, 'debian');

/**
 * Downloads and unpacks the packages with whatever they depend on that is not installed here; once, however often it is called.
 * @returns the folder that stands for `/`
 * @throws Unavailable where there is no apt-get, no network or no such package
 */
export async function unpackDebianPackages(names: readonly string[]): Promise<string> {
  const what = names.join(', ');
  const folder = path.join(DEBIAN_CACHE, names.toSorted().join('+'));
  if (existsSync(folder)) return folder;
  if (process.platform !== 'linux') throw new Unavailable(`Debian's ${what} can be fetched on Linux only`);
  // Another process may be doing the same: whoever is first to end gives the folder its name.
  const partial = `${folder}.${process.pid}.partial`;
  const archives = path.join(partial, 'archives');
  await rm(partial, { recursive: true, force: true });
  await mkdir(archives, { recursive: true });
  try {
    await download(names, archives);
    for (const archive of await readdir(archives)) {
      await execa('dpkg-deb', ['-x', path.join(archives, archive), path.join(partial, 'root')]);
    }
    await renameUnlessThere(path.join(partial, 'root'), folder);
    return folder;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    throw new Unavailable(`Debian's ${what} cannot be fetched: ${error.shortMessage}`, { cause: error });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/**
 * @param folder what `unpackDebianPackages` gave
 * @param program its path below, such as `usr/bin/redis-server`
 * @returns what to run: the program itself, or a script beside it that lets it find the libraries that were unpacked with it
 */
export async function findUnpackedProgram(folder: string, program: string): Promise<string> {
  const libraries = globSync(['usr/lib/*-linux-*', 'lib/*-linux-*'], { cwd: folder });
  if (libraries.length === 0) return path.join(folder, program);
  const script = path.join(folder, `run-${path.basename(program)}`);
  const places = libraries.map((library) => `$here/${library}`).join(':');
  const lines = [
    '#!/bin/sh',
    'here=$(dirname "$0")',
    `LD_LIBRARY_PATH="${places}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/${program}" "$@"`,
  ];
  const partial = `${script}.${process.pid}`;
  await writeFile(partial, `${lines.join('\n')}\n`, { mode: 0o755 });
  await rename(partial, script);
  return script;
}

/** A fresh machine has no package lists, and an old one stale ones: after a failure ours are fetched, which any user may. */
async function download(names: readonly string[], folder: string): Promise<void> {
  try {
    await downloadWith([], names, folder);
  } catch (error) {
    if (!(error instanceof ExecaError) || error.code === 'ENOENT') throw error;
    const options = await ownPackageLists();
    await execa('apt-get', ['-q', ...options, 'update']);
    await downloadWith(options, names, folder);
  }
}

async function downloadWith(options: readonly string[], names: readonly string[], folder: string) {
  const missing = await findMissing(options, names);
  await execa('apt-get', ['-q', ...options, 'download', ...new Set([...names, ...missing])], { cwd: folder });
}

/** What apt would install anew with the packages; it prints an upgrade with the version that is here in brackets. */
async function findMissing(options: readonly string[], names: readonly string[]): Promise<string[]> {
  const simulation = ['--simulate', '--no-install-recommends', 'install', ...names];
  const { stdout } = await execa('apt-get', ['-q', ...options, ...simulation], { env: { LC_ALL: 'C' } });
  return [...stdout.matchAll(/^Inst (\S+) \(/gm)].map(([, name = '']) => name);
}

async function ownPackageLists(): Promise<string[]> {
  const lists = path.join(cache, 'apt', 'lists');
  const archives = path.join(cache, 'apt', 'archives');
  await mkdir(path.join(lists, 'partial'), { recursive: true });
  await mkdir(path.join(archives, 'partial'), { recursive: true });
  return [
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${path.join(cache, 'apt')}`,
    `Dir::Cache::Archives=${archives}`,
    // apt's own user may not be able to reach the clone.
    `APT::Sandbox::User=`,
  ].flatMap((option) => ['-o', option]);
}

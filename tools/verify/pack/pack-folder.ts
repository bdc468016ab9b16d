/** A folder with all that a bare machine (Linux, x64) needs to verify: Node, the built packages, what they depend on, the program. */
import { existsSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { findProgram, nullIfMissing } from '@dumont/runner/host';
import { execa } from 'execa';
import { ensureBubblewrap } from '../../setup/bubblewrap.ts';
import { isCarried } from './carried-files.ts';
import { parseLock, placeInFolder, productionPackages } from './production-packages.ts';
import { programFiles } from './program-files.ts';
import { startScript } from './start-script.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const ENTRY = 'tools/verify/gpu/main.ts';
const START = 'verify-gpu.sh';
/** As package.json publishes them, those that are there. */
const PARTS_OF_OURS = ['package.json', 'dist', 'bin', 'LICENSE'];
const BYTES_PER_MB = 2 ** 20;

/**
 * It is there as a whole or not at all.
 * @returns what was made, and what to type there
 * @throws DumontError USAGE where this machine cannot make it, or something is there already
 */
export async function packFolder(folder: string): Promise<string> {
  const target = path.resolve(folder);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new DumontError(
      'USAGE',
      'a folder is packed on Linux on x64, for Linux on x64: what it carries is taken from here',
    );
  }
  if (existsSync(target)) throw new DumontError('USAGE', `${target} is there already: name a new folder`);
  const partial = `${target}.${process.pid}.partial`;
  try {
    await mkdir(partial, { recursive: true });
    await copyPackages(partial);
    await copyProgram(partial);
    await copyPrograms(partial);
    await rename(partial, target);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  const size = Math.round((await sizeOf(target)) / BYTES_PER_MB);
  return `${target}: ${size} MB. On the machine with a card: sh ${path.basename(target)}/${START}\n`;
}

async function copyPackages(target: string): Promise<void> {
  const lock = parseLock(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8'));
  const { own, others, optional } = productionPackages(lock, 'packages/runner');
  for (const place of own) {
    for (const part of PARTS_OF_OURS) await copyTree(place, part, path.join(target, placeInFolder(place)));
  }
  for (const place of others) {
    if (optional.includes(place) && !existsSync(path.join(ROOT, place))) continue;
    await copyTree(place, '.', path.join(target, placeInFolder(place)));
  }
}

/** Links are not followed: packages have none. */
async function copyTree(place: string, part: string, target: string): Promise<void> {
  const source = path.join(ROOT, place);
  if (!existsSync(path.join(source, part)) && part !== '.') return;
  await cp(path.join(source, part), path.join(target, part), {
    recursive: true,
    filter: (file) => isCarried(place, path.relative(source, file).split(path.sep).join('/')),
  });
}

async function copyProgram(target: string): Promise<void> {
  for (const file of programFiles(ROOT, ENTRY)) {
    await mkdir(path.join(target, path.dirname(file)), { recursive: true });
    await copyFile(path.join(ROOT, file), path.join(target, file));
  }
  await writeFile(path.join(target, 'package.json'), '{ "private": true, "type": "module" }\n');
  await writeFile(path.join(target, START), startScript(ENTRY), { mode: 0o755 });
  await copyFile(path.join(ROOT, 'LICENSE'), path.join(target, 'LICENSE'));
}

/** Node itself, without what debuggers read of it where `strip` is there; bubblewrap where it can be had. */
async function copyPrograms(target: string): Promise<void> {
  const bin = path.join(target, 'bin');
  await mkdir(bin);
  const node = path.join(bin, 'node');
  await copyFile(process.execPath, node);
  await chmod(node, 0o755);
  const strip = findProgram('strip');
  if (strip !== null) await execa(strip, [node]);
  const license = path.resolve(process.execPath, '..', '..', 'LICENSE');
  await nullIfMissing(copyFile(license, path.join(bin, 'LICENSE.node')));
  if ((await ensureBubblewrap()) !== null) return;
  const bubblewrap = findProgram('bwrap');
  if (bubblewrap !== null) await copyFile(bubblewrap, path.join(bin, 'bwrap'));
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(path.join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

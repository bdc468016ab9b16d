/** The packages in another folder, where a test may change them. */
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../tools/house/fence.ts';

const CONFIGURATION = [
  'package.json',
  'eslint.config.ts',
  'tsconfig.json',
  'tsconfig.base.json',
  'tools/house',
];
const PARTS = ['package.json', 'bin', 'src'];

/** @param folder an empty one @returns it, with the packages, which know each other, without their tests, and what ESLint reads */
export async function copyPackages(folder: string): Promise<string> {
  for (const name of CONFIGURATION) {
    await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  const packages = await readdir(path.join(ROOT, 'packages'));
  for (const name of packages) await copyPackage(name, folder);
  await linkModules(packages, folder);
  return folder;
}

async function copyPackage(name: string, folder: string): Promise<void> {
  const from = path.join(ROOT, 'packages', name);
  const parts = await readdir(from);
  for (const part of PARTS.filter((wanted) => parts.includes(wanted))) {
    await cp(path.join(from, part), path.join(folder, 'packages', name, part), {
      recursive: true,
      filter: (source) => !source.endsWith('.test.ts'),
    });
  }
  if (parts.includes('node_modules')) await link(from, path.join(folder, 'packages', name), 'node_modules');
}

/** What is installed, but for our own packages: a link to those would lead back to the originals. */
async function linkModules(packages: readonly string[], folder: string): Promise<void> {
  const modules = path.join(folder, 'node_modules');
  await mkdir(path.join(modules, '@dumont'), { recursive: true });
  const installed = await readdir(path.join(ROOT, 'node_modules'));
  for (const name of installed.filter((name) => name !== '@dumont')) {
    await link(path.join(ROOT, 'node_modules'), modules, name);
  }
  for (const name of packages) await link(path.join(folder, 'packages'), path.join(modules, '@dumont'), name);
}

async function link(from: string, to: string, name: string): Promise<void> {
  await symlink(path.join(from, name), path.join(to, name), 'junction');
}

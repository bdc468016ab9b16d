/** Where Python's packages lie: what pip installed for Dumont, in the active virtual environment, for the user and for the system. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isUnreadable } from '../host/system-files.ts';
import { providersFolder, type Place } from './place.ts';

/** @returns in the order in which they are looked through; some may not be there */
export function pythonFolders(place: Place): string[] {
  const { environment, platform, home } = place;
  const virtual = environment['VIRTUAL_ENV'];
  const roots =
    platform === 'win32'
      ? [virtual, path.join(environment['APPDATA'] ?? home, 'Python')]
      : [virtual, path.join(home, '.local'), '/usr/local', '/usr'];
  return [
    providersFolder(place),
    ...roots.flatMap((root) => (root === undefined || root === '' ? [] : packageFolders(root, platform))),
  ];
}

/** The folders of packages below a root, of every version of Python that is there. */
function packageFolders(root: string, platform: NodeJS.Platform): string[] {
  if (platform === 'win32') {
    const versions = subfolders(root, /^Python\d+$/);
    return [root, ...versions].flatMap((folder) => [
      path.join(folder, 'Lib', 'site-packages'),
      path.join(folder, 'site-packages'),
    ]);
  }
  return subfolders(path.join(root, 'lib'), /^python3/).flatMap((folder) => [
    path.join(folder, 'site-packages'),
    path.join(folder, 'dist-packages'),
  ]);
}

/** @returns none of a folder that is not there, or that this user may not read */
export function subfolders(folder: string, name: RegExp): string[] {
  return namesIn(folder)
    .filter((entry) => name.test(entry))
    .map((entry) => path.join(folder, entry));
}

/** @returns sorted; none of a folder that is not there, or that this user may not read */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isUnreadable(error)) return [];
    throw error;
  }
}

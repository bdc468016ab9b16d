/** Where the library of a provider is that comes as a plug-in and has a unit of its own. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  DumontError,
  knownPlugInFor,
  type AnyUnit,
  type EngineRef,
  type KnownPlugIn,
  type PlugIn,
} from '@dumont/protocol';
import { dataFolder } from '../../host/data-folder.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface Place {
  readonly environment: Variables;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export function thisPlace(): Place {
  return { environment: process.env, platform: process.platform, home: homedir() };
}

/** @returns the first that is there; null where none is */
export function findPlugIn(known: KnownPlugIn, place: Place): PlugIn | null {
  const file = known.library[place.platform];
  if (file === undefined) return null;
  const library = searchedFolders(place)
    .map((folder) => path.join(folder, known.folder, file))
    .find((candidate) => existsSync(candidate));
  return library === undefined ? null : { library: realpathSync(library), name: known.provider };
}

/**
 * @returns the engine with the library that the unit needs: one that was given, or the one that is installed
 * @throws DumontError UNIT_UNAVAILABLE, saying how to get it
 */
export function withPlugIn(
  { engine, computeUnit }: { readonly engine: EngineRef; readonly computeUnit: AnyUnit },
  place: Place,
): EngineRef {
  const known = knownPlugInFor(computeUnit);
  if (known === undefined || engine.package !== null || engine.plugIn !== undefined) return engine;
  const plugIn = findPlugIn(known, place);
  if (plugIn === null) throw new DumontError('UNIT_UNAVAILABLE', whyMissing(known, place));
  return { ...engine, plugIn };
}

export function whyMissing({ unit, wheel, library, needs }: KnownPlugIn, place: Place): string {
  if (library[place.platform] === undefined) return `${unit} does not exist on ${place.platform}.`;
  return (
    `The execution provider of ${unit} is not installed. It comes as the Python package ${wheel} and needs ${needs}: ` +
    `pip install --no-deps --target ${providersFolder(place)} ${wheel}; or give its library by --provider-library.`
  );
}

/** Where Dumont keeps those that were got for it. */
function providersFolder({ environment, platform, home }: Place): string {
  return path.join(dataFolder(environment, platform, home), 'providers');
}

/** Dumont's own, the active virtual environment, the user's packages and the system's. */
function searchedFolders(place: Place): string[] {
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

/** The folders of Python's packages below a root, of every version that is there. */
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

function subfolders(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((entry) => name.test(entry))
    .map((entry) => path.join(folder, entry));
}

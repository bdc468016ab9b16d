/** Where a user's programs keep their data. Pure. */
import path from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** @param home the user's home folder @returns the folder of Dumont's own, which may not exist yet */
export function dataFolder(environment: Variables, platform: NodeJS.Platform, home: string): string {
  const given = environment['DUMONT_DATA_DIR'];
  if (given !== undefined && given !== '') return path.resolve(given);
  if (platform === 'win32') {
    return path.join(environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'dumont');
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'dumont');
  const xdg = environment['XDG_DATA_HOME'];
  // The XDG specification has relative paths ignored.
  const base = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.local', 'share');
  return path.join(base, 'dumont');
}

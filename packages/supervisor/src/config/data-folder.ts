/** Where the worker keeps its data unless it is told. */
import os from 'node:os';
import path from 'node:path';

/** systemd names the folder it made for the service; else the place that each system has for such data. */
export function defaultDataFolder(): string {
  const { STATE_DIRECTORY, LOCALAPPDATA, XDG_STATE_HOME } = process.env;
  if (STATE_DIRECTORY !== undefined) return STATE_DIRECTORY.split(':')[0] ?? STATE_DIRECTORY;
  const home = os.homedir();
  if (process.platform === 'win32')
    return path.join(LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'), 'dumont');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'dumont');
  if (process.getuid?.() === 0) return '/var/lib/dumont';
  return path.join(XDG_STATE_HOME ?? path.join(home, '.local', 'state'), 'dumont');
}

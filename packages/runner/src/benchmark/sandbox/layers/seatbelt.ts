/** macOS: a profile for `sandbox-exec` that denies by default. Unverified: no Mac has run it. */
import { existsSync } from 'node:fs';
import { works } from '../../../host/programs.ts';
import { usesAccelerator, type FindLayer } from './layer.ts';

const SANDBOX_EXEC = '/usr/bin/sandbox-exec';

export interface SeatbeltRoom {
  readonly readOnly: readonly string[];
  readonly writable: readonly string[];
  /** The GPU and the Neural Engine are reached by services of the system's. */
  readonly accelerator: boolean;
}

const SYSTEM = ['/usr/lib', '/usr/share', '/System', '/Library/Apple', '/private/var/db/dyld', '/dev'];

export const findSeatbelt: FindLayer = async () => {
  if (process.platform !== 'darwin' || !existsSync(SANDBOX_EXEC)) return null;
  if (!(await works([SANDBOX_EXEC, '-p', '(version 1)(allow default)', '/usr/bin/true']))) return null;
  return {
    name: 'seatbelt',
    role: 'wall',
    wrap: (command, inside) => {
      const profile = seatbeltProfile({
        readOnly: [...inside.runtime, ...inside.files.map((file) => file.path)],
        writable: [inside.scratchFolder, inside.cacheHome].filter((folder) => folder !== null),
        accelerator: usesAccelerator(inside),
      });
      return { command: [SANDBOX_EXEC, '-p', profile, ...command] };
    },
  };
};

export function seatbeltProfile({ readOnly, writable, accelerator }: SeatbeltRoom): string {
  const subpaths = (paths: readonly string[]): string =>
    paths.map((path) => `(subpath ${JSON.stringify(path)})`).join(' ');
  return [
    '(version 1)',
    '(deny default)',
    '(allow process-exec)',
    '(allow process-fork)',
    '(allow signal (target self))',
    '(allow sysctl-read)',
    '(allow file-read-metadata)',
    `(allow file-read* (literal "/") ${subpaths([...SYSTEM, ...readOnly, ...writable])})`,
    `(allow file-write* (literal "/dev/null") ${subpaths(writable)})`,
    ...(accelerator ? ['(allow iokit-open)', '(allow mach-lookup)'] : []),
  ].join('\n');
}

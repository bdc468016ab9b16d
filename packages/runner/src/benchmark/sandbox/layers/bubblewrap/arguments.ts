/** What bubblewrap is started with. Pure. */
import type { Command } from '../../../../host/programs.ts';
import type { Link } from '../../runtime-files.ts';

/** Inside, temporary files lie here, in memory. */
export const SCRATCH_FOLDER = '/tmp';

/** Processes of bubblewrap's own above the confined one: the one that was started, and the first of the new namespace. */
export const BUBBLEWRAP_PROCESSES = 2;

const SHARED_MEMORY_BYTES = 64 * 2 ** 20;

/** Seen inside at this path, whatever lies there outside. */
export interface BoundFile {
  readonly path: string;
  /** A path outside, or the number of an open descriptor that bubblewrap inherits. */
  readonly source: string | number;
}

export interface Room {
  /** Bound read-only, each at its own path. */
  readonly readOnly: readonly string[];
  /** Over them. */
  readonly bound: readonly BoundFile[];
  /** Bound so that it can be written, each at its own path. */
  readonly writable: readonly string[];
  /** Symbolic links to make, such as `/lib` on most systems. */
  readonly links: readonly Link[];
  /** Empty folders that must be there. */
  readonly folders: readonly string[];
  /** Device files, and `/sys`, which drivers of accelerators read. */
  readonly devices: readonly string[];
  readonly workingFolder: string;
  readonly scratchBytes: number;
  /** All that the process sees. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What came to bubblewrap after the versions that some distributions still have. */
export interface BubblewrapFeatures {
  /** 0.8: nothing inside can make a further user namespace, and with it reach rarely used parts of the kernel. */
  readonly disableUserns: boolean;
  /** 0.7: folders in memory have a size. */
  readonly size: boolean;
  /** 0.10, and the security updates of older ones: binds what is open, and nothing that took its place. */
  readonly bindDescriptor: boolean;
}

export function confine(
  program: string,
  features: BubblewrapFeatures,
  room: Room,
  command: Command,
): Command {
  return [program, ...bubblewrapArguments(features, room), '--', ...command];
}

/** Order counts: a later mount covers an earlier one. */
export function bubblewrapArguments({ disableUserns, size }: BubblewrapFeatures, room: Room): string[] {
  const memory = (folder: string, bytes: number): string[] => [
    ...(size ? ['--size', String(Math.ceil(bytes))] : []),
    '--tmpfs',
    folder,
  ];
  return [
    '--unshare-all',
    '--unshare-user',
    ...(disableUserns ? ['--disable-userns'] : []),
    '--die-with-parent',
    '--new-session',
    '--cap-drop',
    'ALL',
    '--clearenv',
    ...Object.entries(room.environment).flatMap(([name, value]) => ['--setenv', name, value]),
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    ...memory('/dev/shm', SHARED_MEMORY_BYTES),
    ...memory(SCRATCH_FOLDER, room.scratchBytes),
    ...room.links.flatMap(({ path, target }) => ['--symlink', target, path]),
    ...room.readOnly.flatMap((path) => ['--ro-bind', path, path]),
    ...room.bound.flatMap(({ path, source }) =>
      typeof source === 'number' ? ['--ro-bind-fd', String(source), path] : ['--ro-bind', source, path],
    ),
    ...room.writable.flatMap((path) => ['--bind', path, path]),
    ...room.devices.flatMap((path) => ['--dev-bind', path, path]),
    ...room.folders.flatMap((path) => ['--dir', path]),
    // Root's settings of the whole machine (/proc/sys) are files of root's, and who is root outside is their owner inside.
    '--remount-ro',
    '/proc',
    // Both lie in memory without a limit: nothing more is written there.
    '--remount-ro',
    '/dev',
    '--remount-ro',
    '/',
    '--chdir',
    room.workingFolder,
  ];
}

/** @param help what `bwrap --help` prints */
export function featuresOf(help: string): BubblewrapFeatures {
  return {
    disableUserns: help.includes('--disable-userns'),
    size: help.includes('--size BYTES'),
    bindDescriptor: help.includes('--ro-bind-fd'),
  };
}

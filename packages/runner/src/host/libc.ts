/**
 * The calls of the C library that Node does not have, by koffi. Linux and macOS; loaded when first asked for: it takes some
 * milliseconds and megabytes, which a command that starts no process does not need.
 */
import { constants } from 'node:os';
import { findKoffi } from './find-koffi.ts';
import { bindPageCache, type PageCache } from './page-cache.ts';

export interface Libc {
  /**
   * Marks every open descriptor from `first` on as not to be passed to programs that are started from now on, in one call.
   * @returns false where this kernel cannot (before Linux 5.11; macOS)
   */
  readonly closeRangeOnExec: (first: number) => boolean;
  /** @returns false where there is no such descriptor */
  readonly closeOnExec: (descriptor: number) => boolean;
  /**
   * A second descriptor for the same open file, of this number or above, which programs that are started do inherit.
   * @returns null where there is no room for it
   */
  readonly duplicateInheritably: (descriptor: number, lowest: number) => number | null;
  /** Takes the file for this process alone until it is closed or the process ends. @returns false where another one has it */
  readonly lock: (descriptor: number) => boolean;
  /** Keeps others from taking the file for themselves, and shares it. @returns false where one has taken it */
  readonly share: (descriptor: number) => boolean;
  /**
   * Gives the calling thread, and the programs that it starts from now on, an empty session keyring of their own in place of the one
   * that it inherited. Linux.
   */
  readonly joinNewKeyring: () => KeyringOutcome;
  /** Null where this is no Linux. */
  readonly pageCache: PageCache | null;
}

/** `none`: there are no keyrings here, or nobody is let have any. */
export type KeyringOutcome = 'joined' | 'none' | 'failed';

/** The same on every architecture that Node runs on; the library's own name for it is newer than some systems. */
const SYS_CLOSE_RANGE = 436;
const CLOSE_RANGE_CLOEXEC = 4;
const LAST_DESCRIPTOR = 0xffff_ffff;
const SYS_KEYCTL: Readonly<Record<string, number>> = { x64: 250, arm64: 219 };
const KEYCTL_JOIN_SESSION_KEYRING = 1;
/** By a kernel without keyrings; by a container's filter of system calls, which holds for what is started too. */
const NO_KEYRINGS: readonly number[] = [constants.errno.ENOSYS, constants.errno.EPERM];
const F_DUPFD = 0;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
const LOCK_SH_NB = 1 | 4;
const LOCK_EX_NB = 2 | 4;

let loading: Promise<Libc | null> | undefined;

/** @returns null on Windows, and where koffi has no binary for this machine */
export function loadLibc(): Promise<Libc | null> {
  loading ??= process.platform === 'win32' ? Promise.resolve(null) : load();
  return loading;
}

async function load(): Promise<Libc | null> {
  const koffi = await findKoffi();
  if (koffi === null) return null;
  const library = koffi.load(null);
  const fcntl = library.func('int fcntl(int fd, int command, ...)');
  const flock = library.func('int flock(int fd, int operation)');
  const syscall = process.platform === 'linux' ? library.func('long syscall(long number, ...)') : null;
  const call = (foreign: (...values: unknown[]) => unknown, ...values: unknown[]): number =>
    Number(foreign(...values));
  return {
    closeRangeOnExec: (first) =>
      syscall !== null &&
      call(
        syscall,
        SYS_CLOSE_RANGE,
        ...['unsigned int', first],
        ...['unsigned int', LAST_DESCRIPTOR],
        ...['int', CLOSE_RANGE_CLOEXEC],
      ) === 0,
    closeOnExec: (descriptor) => call(fcntl, descriptor, F_SETFD, 'int', FD_CLOEXEC) === 0,
    duplicateInheritably: (descriptor, lowest) => {
      const copy = call(fcntl, descriptor, F_DUPFD, 'int', lowest);
      return copy < 0 ? null : copy;
    },
    joinNewKeyring: () => {
      const number = SYS_KEYCTL[process.arch];
      if (process.platform !== 'linux') return 'none';
      if (syscall === null || number === undefined) return 'failed';
      // Without a name it is a new one.
      if (call(syscall, number, ...['int', KEYCTL_JOIN_SESSION_KEYRING], ...['void *', null]) > 0)
        return 'joined';
      return NO_KEYRINGS.includes(koffi.errno()) ? 'none' : 'failed';
    },
    pageCache: process.platform === 'linux' ? bindPageCache(library) : null,
    share: (descriptor) => call(flock, descriptor, LOCK_SH_NB) === 0,
    lock: (descriptor) => call(flock, descriptor, LOCK_EX_NB) === 0,
  };
}

/** Errors of system calls: told apart by their codes, and put into words. */

/** The last one is what files of a control group say. */
const GONE = new Set(['ENOENT', 'ESRCH', 'ENODEV']);

const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'EINVAL', 'ENOENT']);

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'its links lead in a circle',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EIO: 'the device reports an error',
  ENAMETOOLONG: 'the name is too long',
};

/** @returns the code that an error carries, such as `ENOENT`; `undefined` for any other value */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the operating system refused it: libraries give their own errors codes too. */
export function isSystemError(error: unknown): error is Error {
  return errorCode(error) !== undefined && error instanceof Error && 'syscall' in error;
}

/** @returns the reason, to be read after a colon */
export function describeSystemError(error: Error): string {
  return (isSystemError(error) ? MEANINGS[errorCode(error) ?? ''] : undefined) ?? error.message;
}

/** Whether the error means that the process, or the file that describes it, is no longer there. */
export function isGone(error: unknown): boolean {
  return GONE.has(errorCode(error) ?? '');
}

/** Whether this system does not let its own files be used so: hardened, read-only or incomplete, another user's, an older kernel. */
export function isRefused(error: unknown): boolean {
  return REFUSED.has(errorCode(error) ?? '');
}

/** @returns null where what is read is of a process that is no longer there */
export function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** A file that is not there is an answer, not an error. */
export async function nullIfMissing<Value>(reading: Promise<Value>): Promise<Value | null> {
  return reading.catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
}

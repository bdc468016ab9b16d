/** What the operating system refused, in words. */

const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be too large',
  EIO: 'the device reports an error',
  ENAMETOOLONG: 'the name is too long',
};

export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}

export function errorCodeOf(error: unknown): string | undefined {
  return isSystemError(error) ? error.code : undefined;
}

/** @returns the reason, to be read after a colon */
export function describeSystemError(error: Error): string {
  return MEANINGS[errorCodeOf(error) ?? ''] ?? error.message;
}

/** Errors of system calls, told apart by their code. */

const GONE = new Set(['ENOENT', 'ESRCH']);

/** @returns the code of an error that a system call gave, such as `ENOENT`; `undefined` for any other value */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the error means that the process, or the file that describes it, is no longer there. */
export function isGone(error: unknown): boolean {
  return GONE.has(systemErrorCode(error) ?? '');
}

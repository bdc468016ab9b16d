/** Why a download failed, in words, and whether another try can help. */
import { HTTPError, NetworkError, TimeoutError } from 'ky';

/** A transfer that went wrong after the server had answered. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly retryable: boolean;

  constructor(message: string, { retryable = false }: { retryable?: boolean } = {}) {
    super(message);
    this.retryable = retryable;
  }
}

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Disk errors will be the same next time. */
const DISK_ERRORS: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EIO']);

export function isRetryable(error: unknown): boolean {
  if (error instanceof HTTPError) return RETRYABLE_STATUS.has(error.response.status);
  if (error instanceof TransferError) return error.retryable;
  if (error instanceof NetworkError || error instanceof TimeoutError) return true;
  return isBrokenConnection(error);
}

/** @returns the end of "Cannot download …: …" */
export function describeFailure(error: unknown): string {
  if (error instanceof HTTPError) {
    return `the server answered ${`${error.response.status} ${error.response.statusText}`.trim()}`;
  }
  if (error instanceof TimeoutError || (error instanceof Error && error.name === 'TimeoutError')) {
    return 'the server took too long';
  }
  const causes = chainOf(error);
  const disk = causes.find((cause) => DISK_ERRORS.has(codeOf(cause) ?? ''));
  if (disk !== undefined) return `the file could not be stored (${disk.message})`;
  const deepest = causes.at(-1);
  return deepest === undefined ? String(error) : deepest.message || (codeOf(deepest) ?? deepest.name);
}

/** A connection that broke in mid-file: undici's "terminated". */
function isBrokenConnection(error: unknown): boolean {
  const causes = chainOf(error);
  if (causes.some((cause) => DISK_ERRORS.has(codeOf(cause) ?? ''))) return false;
  return causes.some((cause) => /^(UND_ERR_|ECONN|EPIPE|ETIMEDOUT|HPE_)/.test(codeOf(cause) ?? ''));
}

function chainOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : [];
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

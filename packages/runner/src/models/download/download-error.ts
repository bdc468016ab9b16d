/** Why a download failed, in words, and whether another try can help. */
import { STATUS_CODES } from 'node:http';
import { DumontError } from '@dumont/protocol';
import { redactUrl } from './model-url.ts';
import { errorCode } from '../../host/system-error.ts';

/** A transfer that is refused, or that went wrong after the server had answered. */
export class TransferError extends Error {
  override readonly name: string = 'TransferError';
  readonly retryable: boolean;

  constructor(message: string, { retryable = false }: { retryable?: boolean } = {}) {
    super(message);
    this.retryable = retryable;
  }
}

const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export class StatusError extends TransferError {
  override readonly name = 'StatusError';

  /** In our words, not the server's: they end up on a terminal. */
  constructor(status: number) {
    super(`the server answered ${`${status} ${STATUS_CODES[status] ?? ''}`.trim()}`, {
      retryable: RETRYABLE_STATUS.has(status),
    });
  }
}

/** What a disk says that is full or that nobody may write to; it will say the same next time. */
const STORAGE_ERRORS: ReadonlySet<string> = new Set([
  'EACCES',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOENT',
  'ENOSPC',
  'EPERM',
  'EROFS',
]);

/** The calls of the network, which know some of the same errors. */
const NETWORK_CALLS: ReadonlySet<string> = new Set(['bind', 'connect', 'getaddrinfo', 'socket']);

export function isRetryable(error: unknown): boolean {
  if (error instanceof TransferError) return error.retryable;
  if (findStorageError(error) !== undefined) return false;
  // A connection that broke or was never made.
  return chainOf(error).some((cause) =>
    /^(UND_ERR_|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_AGAIN|ENOTFOUND|HPE_)/.test(errorCode(cause) ?? ''),
  );
}

/** @returns what the caller is told: that this machine's disk is at fault, or that the model cannot be had */
export function toDownloadError(url: string, error: unknown): DumontError {
  if (error instanceof DumontError) return error;
  const cause = error;
  const subject = `Cannot download ${redactUrl(url)}`;
  const storage = findStorageError(error);
  if (storage !== undefined) {
    const message = `${subject}: the file could not be stored (${storage.message}).`;
    return new DumontError('STORAGE_FAILED', message, { cause });
  }
  const retryable = isRetryable(error) || isTimeout(error);
  const message = `${subject}: ${describeFailure(error)}.`;
  return new DumontError('MODEL_DOWNLOAD_FAILED', message, { cause, retryable });
}

function describeFailure(error: unknown): string {
  if (isTimeout(error)) return 'it took too long';
  const deepest = chainOf(error).at(-1);
  return deepest === undefined ? String(error) : deepest.message || (errorCode(deepest) ?? deepest.name);
}

function findStorageError(error: unknown): Error | undefined {
  return chainOf(error).find((cause) => {
    const call = 'syscall' in cause && typeof cause.syscall === 'string' ? cause.syscall : '';
    return STORAGE_ERRORS.has(errorCode(cause) ?? '') && call !== '' && !NETWORK_CALLS.has(call);
  });
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function chainOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : [];
}

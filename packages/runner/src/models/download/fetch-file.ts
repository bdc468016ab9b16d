/** One file from an http(s) address: tried again where that can help, resumed where the server can, never taken for whole when it is not. */
import path from 'node:path';
import pRetry from 'p-retry';
import { diskSpaceOf, type DiskSpace } from '../../host/disk-space.ts';
import { isRetryable, toDownloadError } from './download-error.ts';
import type { Network } from './guarded-connector.ts';
import { DEFAULT_LIMITS, type DownloadLimits } from './limits.ts';
import type { NamedModel } from './model-url.ts';
import { PartialFile, removePartial } from './partial-file.ts';
import type { Validators } from './response-facts.ts';

export interface FetchOptions {
  /** Where it is collected. One that another process began is gone on with, if the server's file is still the same. */
  readonly partialPath: string;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly limits?: Partial<DownloadLimits>;
  /** @param totalBytes `null` where the server does not say */
  readonly onProgress?: ((receivedBytes: number, totalBytes: number | null) => void) | undefined;
  /** Of a copy that the caller has: then the server may say that it is still good. */
  readonly known?: Validators;
  /** Left out, that of the partial file. */
  readonly disk?: DiskSpace;
}

export interface FetchedFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly validators: Validators;
  readonly named: NamedModel;
}

/**
 * @returns the file that lies at `partialPath` now, synced and for the caller to move; or `unchanged`, and there is none
 * @throws DumontError MODEL_DOWNLOAD_FAILED, MODEL_UNSUPPORTED, STORAGE_FAILED; the signal's reason where it was aborted.
 * Then only what can be resumed is left at `partialPath`.
 */
export async function fetchFile(url: string, options: FetchOptions): Promise<FetchedFile | 'unchanged'> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(limits.totalMs)]);
  try {
    const partial = await PartialFile.open(options.partialPath, signal);
    try {
      return await complete(url, partial, { ...options, limits, signal });
    } finally {
      await partial.close();
    }
  } catch (error) {
    options.signal.throwIfAborted();
    throw toDownloadError(url, error);
  }
}

async function complete(
  url: string,
  partial: PartialFile,
  options: FetchOptions & { readonly limits: DownloadLimits },
): Promise<FetchedFile | 'unchanged'> {
  const { limits, signal, network, onProgress, known } = options;
  const disk = options.disk ?? diskSpaceOf(path.dirname(options.partialPath));
  let mostBytes = partial.bytes;
  // An HTTP client's code is memory that a worker does not pay for before it needs one.
  const { transferOnce } = await import('./transfer-once.ts');
  try {
    const origin = await pRetry(
      () => transferOnce(url, partial, { network, signal, limits, onProgress, known, disk }),
      {
        retries: limits.retries,
        minTimeout: limits.retryDelayMs,
        randomize: true,
        signal,
        // A try that got further than all before it is no failure, only an interruption.
        shouldConsumeRetry: () => {
          const progress = partial.bytes - mostBytes;
          mostBytes = Math.max(mostBytes, partial.bytes);
          return progress < limits.idleBytes;
        },
        shouldRetry: ({ error }) => isRetryable(error),
      },
    );
    if (origin === 'unchanged') {
      await removePartial(partial.path);
      return 'unchanged';
    }
    const { validators, named } = origin;
    return { bytes: partial.bytes, sha256: await partial.finish(), validators, named };
  } catch (error) {
    if (partial.isResumable && (signal.aborted || isRetryable(error))) await partial.checkpoint();
    else await removePartial(partial.path);
    throw error;
  }
}

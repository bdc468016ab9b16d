/** A model from an http(s) address: streamed into a folder of ours, tried again where that can help, never half there. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DumontError, type ModelFormat } from '@dumont/protocol';
import ky from 'ky';
import pRetry from 'p-retry';
import { describeFailure, isRetryable } from './download-error.ts';
import { nameModel, redactUrl, splitCredentials } from './model-url.ts';
import { receiveFile } from './receive-file.ts';
import { createTemporaryFolder } from './temporary-paths.ts';

export interface DownloadLimits {
  readonly maxBytes: number;
  /** Until the server answers with headers. */
  readonly responseMs: number;
  /** Between two pieces of the file. */
  readonly idleMs: number;
  /** For all of it, further tries included. */
  readonly totalMs: number;
  readonly retries: number;
  /** Before the second try; doubled before each further one. */
  readonly retryDelayMs: number;
}

export const DEFAULT_LIMITS: DownloadLimits = {
  maxBytes: 20 * 2 ** 30,
  responseMs: 30_000,
  idleMs: 60_000,
  totalMs: 6 * 3_600_000,
  retries: 3,
  retryDelayMs: 500,
};

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** @param totalBytes `null` where the server does not say */
  readonly onProgress?: (receivedBytes: number, totalBytes: number | null) => void;
  readonly limits?: Partial<DownloadLimits>;
}

export interface DownloadedModel {
  readonly path: string;
  readonly format: ModelFormat;
  /** Removes the file and its folder. */
  readonly remove: () => Promise<void>;
}

/** @throws DumontError MODEL_DOWNLOAD_FAILED, MODEL_UNSUPPORTED; the signal's reason where it was aborted. Nothing is left behind then. */
export async function downloadModel(url: string, options: DownloadOptions): Promise<DownloadedModel> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const folder = await createTemporaryFolder('dumont-model-');
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(limits.totalMs)]);
  const transfer: Transfer = { url, folder: folder.path, signal, limits, onProgress: options.onProgress };
  try {
    const file = await pRetry(() => fetchOnce(transfer), {
      retries: limits.retries,
      minTimeout: limits.retryDelayMs,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => isRetryable(error),
    });
    return { ...file, remove: folder.remove };
  } catch (error) {
    await folder.remove();
    options.signal.throwIfAborted();
    if (error instanceof DumontError) throw error;
    const failure = describeFailure(error);
    throw new DumontError('MODEL_DOWNLOAD_FAILED', `Cannot download ${redactUrl(url)}: ${failure}.`, {
      cause: error,
    });
  }
}

interface Transfer {
  readonly url: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly limits: DownloadLimits;
  readonly onProgress: DownloadOptions['onProgress'];
}

async function fetchOnce({
  url,
  folder,
  signal,
  limits,
  onProgress,
}: Transfer): Promise<Omit<DownloadedModel, 'remove'>> {
  const { url: address, headers } = splitCredentials(url);
  const response = await ky(address, {
    // Compressed on the way, its length would say nothing about the file's.
    headers: { ...headers, 'accept-encoding': 'identity' },
    retry: 0,
    timeout: limits.responseMs,
    signal,
  });
  const named = nameModel(url, response.headers.get('content-disposition'), response.url);
  if (named === undefined) {
    await response.body?.cancel();
    throw new DumontError(
      'MODEL_UNSUPPORTED',
      `Cannot tell the format of ${redactUrl(url)}: neither it nor the server's file name ends in .onnx or .mlmodel.`,
    );
  }
  const path = join(folder, named.fileName);
  try {
    await receiveFile(response, path, { signal, limits, onProgress });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, format: named.format };
}

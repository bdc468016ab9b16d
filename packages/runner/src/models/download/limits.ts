/** How long and how large a download may be. */
import { DumontError } from '@dumont/protocol';

export interface DownloadLimits {
  readonly maxBytes: number;
  /** Until the server answers with headers, on each hop. */
  readonly responseMs: number;
  /** In this time at least `idleBytes` of the file must arrive, or its end. */
  readonly idleMs: number;
  readonly idleBytes: number;
  /** For all of it, further tries included. */
  readonly totalMs: number;
  /** Tries that bring nothing new, after the first. */
  readonly retries: number;
  /** Before the second try; doubled before each further one. */
  readonly retryDelayMs: number;
  readonly maxRedirects: number;
  /** What is to stay free on the disk. */
  readonly minFreeBytes: number;
  /** So often a file that arrives is made safe on the disk, to be resumed there by another process. */
  readonly checkpointBytes: number;
}

export const DEFAULT_LIMITS: DownloadLimits = {
  maxBytes: 20 * 2 ** 30,
  responseMs: 30_000,
  idleMs: 60_000,
  idleBytes: 64 * 2 ** 10,
  totalMs: 6 * 3_600_000,
  retries: 3,
  retryDelayMs: 500,
  maxRedirects: 5,
  minFreeBytes: 256 * 2 ** 20,
  checkpointBytes: 32 * 2 ** 20,
};

/** @param timeoutMs of the whole, of which nothing is left for the benchmark */
export function downloadOverdue(timeoutMs: number): DumontError {
  return new DumontError(
    'DEADLINE_EXCEEDED',
    `The download of the model was ended after ${timeoutMs / 1000} s, the time limit of the whole benchmark: give more time.`,
  );
}

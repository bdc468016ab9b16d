/** The body of a response into a file: counted, capped, and given up on when too little comes. */
import type { Readable } from 'node:stream';
import { requireSpace, type DiskSpace } from '../../host/disk-space.ts';
import { TransferError } from './download-error.ts';
import type { DownloadLimits } from './limits.ts';
import type { PartialFile } from './partial-file.ts';
import type { Watchdog } from './watchdog.ts';

export interface Reception {
  /** Of the whole file; `null` where the server does not say. */
  readonly totalBytes: number | null;
  readonly disk: DiskSpace;
  readonly watchdog: Watchdog;
  readonly limits: DownloadLimits;
  readonly onProgress: ((receivedBytes: number, totalBytes: number | null) => void) | undefined;
}

/** @throws TransferError, DumontError STORAGE_FAILED, or what the connection or the disk threw; the file is then there in part */
export async function receiveFile(body: Readable, file: PartialFile, reception: Reception): Promise<void> {
  const { totalBytes, disk, watchdog, limits, onProgress } = reception;
  refuseLarger(totalBytes ?? file.bytes, limits.maxBytes);
  await requireSpace(disk, totalBytes === null ? 0 : totalBytes - file.bytes, limits.minFreeBytes);
  const armWatchdog = () => {
    watchdog.arm(limits.idleMs, `less than ${limits.idleBytes} bytes arrived in ${limits.idleMs} ms`);
  };
  armWatchdog();
  let sinceArmed = 0;
  let sinceChecked = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    refuseLarger(file.bytes + chunk.length, limits.maxBytes);
    await file.append(chunk);
    onProgress?.(file.bytes, totalBytes);
    sinceArmed += chunk.length;
    if (sinceArmed >= limits.idleBytes) {
      armWatchdog();
      sinceArmed = 0;
    }
    sinceChecked += chunk.length;
    if (sinceChecked >= limits.checkpointBytes) {
      await file.checkpoint();
      await requireSpace(disk, 0, limits.minFreeBytes);
      sinceChecked = 0;
    }
  }
  if (file.bytes === 0) throw new TransferError('the file is empty');
  if (totalBytes !== null && file.bytes !== totalBytes) {
    throw new TransferError(`${file.bytes} of ${totalBytes} bytes arrived`, { retryable: true });
  }
}

function refuseLarger(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new TransferError(`the file is larger than the limit of ${Math.round(maxBytes / 2 ** 20)} MB`);
}

/** Whether a file still fits, with what must stay free for everybody else on this machine. */
import { statfs } from 'node:fs/promises';
import { DumontError } from '@dumont/protocol';

export interface DiskSpace {
  /** In bytes, for this user. */
  readonly free: () => Promise<number>;
  /** Makes room by giving up what can be had again, where there is such; it may come to less. */
  readonly reclaim?: (bytes: number) => Promise<void>;
}

export function diskSpaceOf(folder: string): DiskSpace {
  return {
    free: async () => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

/** @throws DumontError STORAGE_FAILED */
export async function requireSpace(disk: DiskSpace, bytes: number, minFreeBytes: number): Promise<void> {
  const missing = async () => bytes + minFreeBytes - (await disk.free());
  const short = await missing();
  if (short <= 0) return;
  await disk.reclaim?.(short);
  const still = await missing();
  if (still <= 0) return;
  throw new DumontError(
    'STORAGE_FAILED',
    `The disk is too full for the model: ${megabytes(still)} more must be free ` +
      `(${megabytes(minFreeBytes)} are kept for everything else).`,
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}

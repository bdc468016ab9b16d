/** Has the next load of a model come from the disk, as the first one after a start of the machine does. */
import { bytesToMb } from '@dumont/protocol';
import { loadLibc } from '../host/libc.ts';
import type { OpenFile } from './open-file.ts';

export interface Coldness {
  /** Whether nothing of the files is cached any more; null where that cannot be known. */
  readonly cold: boolean | null;
  /** Why it is not known to be true: a sentence. */
  readonly reason: string | null;
}

/** Drops their pages from the page cache, and looks whether they are gone. */
export async function dropFromCache(files: readonly OpenFile[]): Promise<Coldness> {
  const pageCache = (await loadLibc())?.pageCache ?? null;
  if (pageCache === null) {
    return { cold: false, reason: 'The C library cannot be called here, so that nothing is dropped.' };
  }
  for (const { handle } of files) {
    // What is not on the disk yet stays.
    await handle.datasync();
    pageCache.drop(handle.fd);
  }
  if (!files.every(isOwn)) {
    return { cold: null, reason: 'Linux says of files of another user not whether they are cached.' };
  }
  let cachedBytes = 0;
  for (const { handle, stats } of files) {
    const bytes = pageCache.cachedBytes(handle.fd, Number(stats.size));
    if (bytes === null) return { cold: null, reason: 'Where they lie, files cannot be mapped.' };
    cachedBytes += bytes;
  }
  if (cachedBytes === 0) return { cold: true, reason: null };
  return {
    cold: false,
    reason: `${bytesToMb(cachedBytes).toFixed(1)} MB stayed: another program uses the files, or they lie in memory (tmpfs).`,
  };
}

function isOwn({ stats }: OpenFile): boolean {
  const user = process.getuid?.();
  return user === 0 || Number(stats.uid) === user;
}

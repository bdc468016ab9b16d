/** What of a file lies in Linux's page cache: dropping it, and looking whether it is gone. */
import type koffi from 'koffi';

export interface PageCache {
  /** Pages that are mapped by a process, or not yet written to the disk, stay. @returns false where it cannot be asked for */
  readonly drop: (descriptor: number) => boolean;
  /**
   * Linux says it of files alone that are the user's own, or that the user may write: of others it says that all is there.
   * @param bytes the file's size
   * @returns bytes in whole pages; null where the file cannot be looked at
   */
  readonly cachedBytes: (descriptor: number, bytes: number) => number | null;
}

type Library = ReturnType<(typeof koffi)['load']>;

const POSIX_FADV_DONTNEED = 4;
const PROT_READ = 1;
const MAP_SHARED = 1;
const MAP_FAILED = -1;
const SC_PAGESIZE = 30;
/** How much of a file is looked at in one call. */
const WINDOW_BYTES = 256 * 2 ** 20;

export function bindPageCache(library: Library): PageCache {
  const fadvise = library.func('int posix_fadvise(int fd, int64_t offset, int64_t length, int advice)');
  const mmap = library.func(
    'int64_t mmap(int64_t address, size_t length, int protection, int flags, int fd, int64_t offset)',
  );
  const mincore = library.func('int mincore(int64_t address, size_t length, _Out_ uint8_t *pages)');
  const munmap = library.func('int munmap(int64_t address, size_t length)');
  const sysconf = library.func('long sysconf(int name)');
  const pageBytes = Number(sysconf(SC_PAGESIZE));

  const cachedInWindow = (descriptor: number, offset: number, bytes: number): number | null => {
    const address = Number(mmap(0, bytes, PROT_READ, MAP_SHARED, descriptor, offset));
    if (address === MAP_FAILED) return null;
    try {
      const pages = new Uint8Array(Math.ceil(bytes / pageBytes));
      if (Number(mincore(address, bytes, pages)) !== 0) return null;
      // The lowest bit alone has a meaning.
      return pages.reduce((sum, page) => sum + (page & 1), 0) * pageBytes;
    } finally {
      munmap(address, bytes);
    }
  };
  return {
    drop: (descriptor) => Number(fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)) === 0,
    cachedBytes: (descriptor, bytes) => {
      let sum = 0;
      for (let offset = 0; offset < bytes; offset += WINDOW_BYTES) {
        const cached = cachedInWindow(descriptor, offset, Math.min(WINDOW_BYTES, bytes - offset));
        if (cached === null) return null;
        sum += cached;
      }
      return sum;
    },
  };
}

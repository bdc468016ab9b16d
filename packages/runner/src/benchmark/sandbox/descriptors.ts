/**
 * Which open files a started process inherits: only those that it is given. Whoever started Dumont may have left others open (a shell's
 * `exec 200<`, a service manager, a native library), and every one of them would lead a model past all walls.
 */
import { readdirSync } from 'node:fs';
import { loadLibc, type Libc } from '../../host/libc.ts';

const FIRST_BEYOND_STANDARD = 3;
const OWN_DESCRIPTORS = process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd';

/**
 * To be called right before a process is started: what is passed to it by number is passed all the same. Nothing of this process's own
 * is closed: it may be somebody's output. Where nothing can be marked, the started process finds out and refuses.
 */
export async function keepDescriptors(): Promise<void> {
  const libc = await loadLibc();
  if (libc !== null && !libc.closeRangeOnExec(FIRST_BEYOND_STANDARD)) keepEach(libc);
}

/** For kernels without a call for all of them. One that has just been closed is no concern. */
export function keepEach(libc: Pick<Libc, 'closeOnExec'>): void {
  for (const name of readdirSync(OWN_DESCRIPTORS)) {
    if (Number(name) >= FIRST_BEYOND_STANDARD) libc.closeOnExec(Number(name));
  }
}

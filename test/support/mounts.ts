/** Small and read-only disks, where the tests may mount any. */
import { mkdir } from 'node:fs/promises';
import { execa, execaSync } from 'execa';
import type { Test } from 'tap';

const mayMount =
  process.platform === 'linux' &&
  !execaSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { reject: false }).failed &&
  process.getuid?.() === 0;

/** For a test's option `skip`. */
export const skipWithoutMounts = mayMount ? false : 'mounting a disk takes root’s rights on Linux';

export interface Disk {
  readonly setWritable: (writable: boolean) => Promise<void>;
}

/** A disk of its own on the folder, which is made; it goes with the test. @param size such as `1m` */
export async function mountDisk(t: Test, folder: string, size: string): Promise<Disk> {
  await mkdir(folder, { recursive: true });
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder]);
  t.teardown(async () => {
    await execa('umount', ['--lazy', folder]);
  });
  return {
    setWritable: async (writable) => {
      await execa('mount', ['-o', `remount,${writable ? 'rw' : 'ro'}`, folder]);
    },
  };
}

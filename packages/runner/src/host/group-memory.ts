/**
 * Memory of a control group: unlike the processes' own peaks, which may each be of another moment, its peak is of all of them at once.
 * Whether the kernel lets it be reset is tried: version 1 does, version 2 in kernels of its own.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { readCgroupFolders } from './cgroup-folders.ts';
import { isGone, isRefused } from './system-error.ts';

const PEAK_FILES = { 1: 'memory.max_usage_in_bytes', 2: 'memory.peak' };
/** Version 1 takes this number alone, version 2 any text; there the reset holds for this open file, and is nobody else's. */
const RESET = '0';
const NUMBER_BYTES = 32;

export class GroupMemory {
  readonly #peak: number;
  readonly #buffer = Buffer.alloc(NUMBER_BYTES);

  /** @returns null where the process is in the group of this one, and so with others, and where no peak can be reset */
  static async openOf(pid: number): Promise<GroupMemory | null> {
    const [own, its] = await Promise.all([readCgroupFolders('memory'), readCgroupFolders('memory', pid)]);
    const folder = its?.folders[0];
    if (its === null || folder === undefined || folder === own?.folders[0]) return null;
    return GroupMemory.open(`${folder}/${PEAK_FILES[its.version]}`);
  }

  static open(file: string): GroupMemory | null {
    try {
      const memory = new GroupMemory(openSync(file, 'r+'));
      if (memory.reset()) return memory;
      memory.close();
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
    return null;
  }

  private constructor(peak: number) {
    this.#peak = peak;
  }

  /** From here on the peak is what the group has now. @returns false where the kernel refuses */
  reset(): boolean {
    try {
      writeSync(this.#peak, RESET, 0);
      return true;
    } catch (error) {
      if (isRefused(error) || isGone(error)) return false;
      throw error;
    }
  }

  /** @returns bytes, page cache and kernel memory of the group included; null when it is gone */
  peakBytes(): number | null {
    try {
      const length = readSync(this.#peak, this.#buffer, 0, NUMBER_BYTES, 0);
      return Number(this.#buffer.toString('latin1', 0, length));
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  close(): void {
    closeSync(this.#peak);
  }
}

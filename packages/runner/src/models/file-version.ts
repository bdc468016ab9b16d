/** Which file, and which state of it: all that the file system tells without its bytes being read. Pure. */
import type { BigIntStats } from 'node:fs';
import { DumontError } from '@dumont/protocol';

export type FileVersion = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>;

/** Two writes within one tick of a file system's clock leave the same times; the coarsest ticks take two seconds. */
const TICK_MS = 2000;

/** Of every write the kernel sets the time of change (ctime), which no program can set back. */
export function versionKey({ dev, ino, size, mtimeNs, ctimeNs }: FileVersion): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}

export function isSameFile(
  a: Pick<FileVersion, 'dev' | 'ino'>,
  b: Pick<FileVersion, 'dev' | 'ino'>,
): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** Apart from the time of change, which a further name of the file (a backup's hard link) moves as well. */
export function isUnwritten(before: FileVersion, after: FileVersion): boolean {
  return before.size === after.size && before.mtimeNs === after.mtimeNs;
}

/** Whether a write from now on is certain to show. */
export function isSettled({ ctimeNs }: FileVersion, nowMs: number): boolean {
  return Math.abs(nowMs - Number(ctimeNs / 1_000_000n)) > TICK_MS;
}

/** @param what happened to the file, in words */
export function modelChanged(path: string, what: string): DumontError {
  return new DumontError(
    'MODEL_CHANGED',
    `${path} ${what} while it was measured, so that nobody knows what the figures are of: measure a file that stays as it is.`,
  );
}

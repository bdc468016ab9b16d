/** Whether what lies in the store can have been put there by this user alone: it is code that will be run. */
import { lstatSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { describeSystemError, isSystemError } from '../host/system-error.ts';

const BY_OTHERS = 0o022;
const OF_OTHERS = 0o077;
const STICKY = 0o1000;
const ROOT = 0;

/**
 * @param folder of one provider: this user's own, and closed to all others
 * @throws DumontError UNIT_UNAVAILABLE
 */
export function trustFolder(folder: string): void {
  const stats = statOf(folder);
  if (!stats.isDirectory()) throw refusal(folder, 'is no folder');
  const uid = process.geteuid?.();
  // Windows has no such modes: the user's own folder for data is closed there.
  if (uid === undefined) return;
  trustOwner(folder, stats, uid);
  if ((stats.mode & OF_OTHERS) !== 0)
    throw refusal(folder, `is open to other users (mode ${modeOf(stats)}): chmod -R go= ${folder}`);
  trustParents(folder);
}

/** @throws DumontError UNIT_UNAVAILABLE where it is a link, a special file, another user's, or others may write it */
export function trustFile(file: string): Stats {
  const stats = statOf(file);
  if (stats.isSymbolicLink()) throw refusal(file, 'is a link');
  if (!stats.isFile() && !stats.isDirectory()) throw refusal(file, 'is neither a file nor a folder');
  const uid = process.geteuid?.();
  if (uid === undefined) return stats;
  trustOwner(file, stats, uid);
  if ((stats.mode & BY_OTHERS) !== 0) throw refusal(file, `may be written by others (mode ${modeOf(stats)})`);
  return stats;
}

/**
 * What root runs must not lie in anybody else's hands: whoever may write a folder above may put another in its place.
 * @throws DumontError UNIT_UNAVAILABLE
 */
export function trustParents(place: string): void {
  if (process.geteuid?.() !== ROOT) return;
  for (let folder = path.dirname(realpathSync(place)); ; folder = path.dirname(folder)) {
    const stats = statOf(folder);
    // In a folder such as /tmp nobody replaces what is another's.
    const isOpen = (stats.mode & BY_OTHERS) !== 0 && (stats.mode & STICKY) === 0;
    if (stats.uid !== ROOT || isOpen) {
      const why = stats.uid === ROOT ? `mode ${modeOf(stats)}` : `it belongs to user ${stats.uid}`;
      throw refusal(
        place,
        `lies in ${folder}, which others than root may write (${why}), and root runs this`,
      );
    }
    if (folder === path.dirname(folder)) return;
  }
}

function trustOwner(file: string, { uid: owner }: Stats, uid: number): void {
  if (owner !== uid) throw refusal(file, `belongs to user ${owner}, and user ${uid} runs this`);
}

function statOf(file: string): Stats {
  try {
    return lstatSync(file);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw refusal(file, `cannot be looked at: ${describeSystemError(cause)}`, cause);
  }
}

function modeOf({ mode }: Stats): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

function refusal(file: string, what: string, cause?: unknown): DumontError {
  return new DumontError('UNIT_UNAVAILABLE', `An execution provider is not loaded: ${file} ${what}.`, {
    cause,
  });
}

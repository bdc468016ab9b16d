/**
 * Files and folders that must not outlive the command, however it ends: removed on exit too, and what a SIGKILL left by the next
 * command that makes one.
 */
import { closeSync, constants, fstatSync, openSync, rmSync } from 'node:fs';
import { chmod, lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLibc } from './libc.ts';
import { isSystemError } from './system-error.ts';

const PREFIXES = {
  canary: 'dumont-canary-',
  compiled: 'dumont-compiled-',
  home: 'dumont-home-',
  model: 'dumont-model-',
  profile: 'dumont-profile-',
  scratch: 'dumont-scratch-',
  wheel: 'dumont-wheel-',
} as const;
/** A name proves nothing: a folder is removed only where it holds this file, which is locked while the folder is in use. */
const MARKER = '.dumont-temporary';
/** Between the marker's making and its locking another process must not take the folder for left behind. */
const YOUNG_MS = 60_000;

const kept = new Set<string>();
/** By the folder that is swept. */
const sweeping = new Map<string, Promise<void>>();

/** @returns what removes the path, now rather than at exit */
export function trackTemporary(path: string): () => Promise<void> {
  if (kept.size === 0) process.on('exit', removeAll);
  kept.add(path);
  return async () => {
    if (await removeAt(path)) forget(path);
  };
}

/**
 * Only the user of this process may enter it. Its marker is locked: the kernel lets go of the lock when the process ends.
 * @param parent another one where what is made is to be moved from it, which works within a file system only
 */
export async function createTemporaryFolder(
  purpose: keyof typeof PREFIXES,
  parent = tmpdir(),
): Promise<{ path: string; remove: () => Promise<void> }> {
  const swept = sweeping.get(parent) ?? sweep(parent);
  sweeping.set(parent, swept);
  await swept;
  const path = await mkdtemp(join(parent, PREFIXES[purpose]));
  const removePath = trackTemporary(path);
  const marker = openSync(join(path, MARKER), 'wx', 0o600);
  // Where it cannot be locked nothing is swept either.
  (await loadLibc())?.lock(marker);
  return {
    path,
    remove: async () => {
      await removePath();
      closeSync(marker);
    },
  };
}

/** Removes this user's marked folders whose processes are gone: asked by their locks, since ids of processes repeat in containers. */
async function sweep(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((name) =>
    Object.values(PREFIXES).some((prefix) => name.startsWith(prefix)),
  )) {
    const path = join(parent, name);
    const stats = await lstat(path).catch(() => null);
    const isOld = stats?.isDirectory() === true && Date.now() - stats.mtimeMs > YOUNG_MS;
    if (!isOld || stats.uid !== process.getuid?.()) continue;
    const lock = await lockMarkerOf(path);
    if (lock === null) continue;
    await removeAt(path);
    closeSync(lock);
  }
}

/** @returns the descriptor that holds the lock; null where there is no marker, another process has it, or there are no such locks */
async function lockMarkerOf(folder: string): Promise<number | null> {
  const libc = await loadLibc();
  if (libc === null) return null;
  const descriptor = openMarker(join(folder, MARKER));
  if (descriptor === null) return null;
  if (fstatSync(descriptor).isFile() && libc.lock(descriptor)) return descriptor;
  closeSync(descriptor);
  return null;
}

function openMarker(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    // None, a link, or one that went meanwhile: whatever the reason, the folder is left alone.
    if (isSystemError(error)) return null;
    throw error;
  }
}

/**
 * A process that wrote there may have closed its folders.
 * @returns false where it cannot be removed even so: that must fail no benchmark
 */
async function removeAt(path: string): Promise<boolean> {
  const remove = () => rm(path, { recursive: true, force: true }).then(() => true, falseIfRefused);
  if (await remove()) return true;
  await openFolders(path);
  return remove();
}

function falseIfRefused(error: unknown): false {
  if (isSystemError(error)) return false;
  throw error;
}

async function openFolders(path: string): Promise<void> {
  const folders = [path];
  for (const folder of folders) {
    await chmod(folder, 0o700).catch(falseIfRefused);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    folders.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)));
  }
}

function forget(path: string): void {
  kept.delete(path);
  if (kept.size === 0) process.off('exit', removeAll);
}

function removeAll(): void {
  for (const path of kept) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      // Whatever the command has come to, its exit code says that.
      falseIfRefused(error);
    }
  }
}

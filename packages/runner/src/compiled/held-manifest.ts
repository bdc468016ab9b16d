/** The manifest of a compiled model, open: as long as it is, the model is in use and nobody throws it away. */
import { constants } from 'node:fs';
import { lstat, open, stat, type FileHandle } from 'node:fs/promises';
import { loadLibc } from '../host/libc.ts';
import { isSystemError } from '../host/system-error.ts';
import { manifestPath, MAX_MANIFEST_BYTES, parseManifest, type CompiledManifest } from './manifest.ts';

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const OF_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;

export type Holding = 'shared' | 'alone';

export class HeldManifest implements AsyncDisposable {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** The caller owns it. @returns null where there is none, or another process holds it so that it cannot be had */
  static async open(folder: string, holding: Holding): Promise<HeldManifest | null> {
    const handle = await open(manifestPath(folder), READ).catch(nullIfRefused);
    if (handle === null) return null;
    const libc = await loadLibc();
    // Windows has no such locks: there an open file keeps its folder from being moved.
    const isHeld = libc === null || (holding === 'shared' ? libc.share(handle.fd) : libc.lock(handle.fd));
    if (isHeld) return new HeldManifest(handle);
    await handle.close();
    return null;
  }

  /** @returns null where it says nothing that can be believed */
  async read(): Promise<CompiledManifest | null> {
    const stats = await this.#handle.stat();
    if (!stats.isFile() || stats.size > MAX_MANIFEST_BYTES) return null;
    const { buffer, bytesRead } = await this.#handle.read(Buffer.alloc(stats.size), 0, stats.size, 0);
    return parseManifest(buffer.toString('utf8', 0, bytesRead));
  }

  /** Takes down that it was used just now. */
  async touch(): Promise<void> {
    const now = new Date();
    await this.#handle.utimes(now, now).catch(nullIfRefused);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

/** Whether a folder is this user's own, and closed to others: it holds code that will be run. */
export async function isOwn(folder: string): Promise<boolean> {
  const stats = await lstat(folder).catch(nullIfRefused);
  if (stats?.isDirectory() !== true) return false;
  const uid = process.geteuid?.();
  // Windows has no such modes: the user's own folder for data is closed there.
  return uid === undefined || (stats.uid === uid && (stats.mode & OF_OTHERS) === 0);
}

/** Whether nobody else may move what lies in a folder, which the user may have put elsewhere by a link. */
export async function isClosed(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch(nullIfRefused);
  const uid = process.geteuid?.();
  return (
    stats !== null && (uid === undefined || (stats.uid === uid && (stats.mode & WRITABLE_BY_OTHERS) === 0))
  );
}

export function nullIfRefused(error: unknown): null {
  if (isSystemError(error)) return null;
  throw error;
}

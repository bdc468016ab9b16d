/** A file, opened once: what is hashed is what is let into the sandbox, whatever its path leads to later. */
import type { BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { DumontError } from '@dumont/protocol';
import { isSameFile, isUnwritten, modelChanged } from './file-version.ts';
import { hashOpenFile, READ, READ_NO_LINK, type HashedFile } from './hash-file.ts';

export class OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** As it was when it was opened. */
  readonly stats: BigIntStats;
  #hashed: HashedFile | null = null;

  private constructor(path: string, handle: FileHandle, stats: BigIntStats) {
    this.path = path;
    this.handle = handle;
    this.stats = stats;
  }

  /** The caller owns it: `close`. @param links whether the path's last part may be one @throws the system's own error */
  static async open(path: string, links: 'followed' | 'refused'): Promise<OpenFile> {
    const handle = await open(path, links === 'followed' ? READ : READ_NO_LINK);
    try {
      return new OpenFile(path, handle, await handle.stat({ bigint: true }));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Null before it was hashed. */
  get sha256(): string | null {
    return this.#hashed?.sha256 ?? null;
  }

  /** As it was when it was hashed. @throws DumontError INTERNAL before that */
  get hashed(): HashedFile {
    if (this.#hashed === null) throw new DumontError('INTERNAL', `${this.path} was never hashed`);
    return this.#hashed;
  }

  /** @throws DumontError MODEL_CHANGED where it is being written to; the signal's reason where it was aborted */
  async hash(signal: AbortSignal, onRead?: (bytes: number) => void): Promise<HashedFile> {
    this.#hashed ??= await hashOpenFile(this.handle, signal, onRead);
    return this.#hashed;
  }

  /**
   * That it has the bytes that were hashed, and that its path still leads to it.
   * @throws DumontError MODEL_CHANGED; the signal's reason where it was aborted
   */
  async verify(signal: AbortSignal): Promise<void> {
    const before = this.hashed;
    const there = await stat(this.path, { bigint: true }).catch(() => null);
    if (there === null || !isSameFile(there, this.stats))
      throw modelChanged(this.path, 'was replaced or removed');
    if (!isUnwritten(before.version, there)) throw modelChanged(this.path, 'was written to');
    // As a rule it has been read as it is now, and is not read again.
    const now = await hashOpenFile(this.handle, signal);
    if (now.sha256 !== before.sha256) throw modelChanged(this.path, 'was written to');
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

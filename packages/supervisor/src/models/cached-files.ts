/** The models in the cache's folder, each under the name of its content, against what the index says about them. */
import { chmod, lstat, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { hashFile, versionKey } from '@dumont/runner/models';
import { nullIfMissing } from '@dumont/runner/host';
import { cachedNameSchema, type CacheIndex } from './cache-index.ts';

export class CachedFiles {
  readonly #folder: string;
  readonly #index: CacheIndex;

  constructor(folder: string, index: CacheIndex) {
    this.#folder = folder;
    this.#index = index;
  }

  pathOf(name: string): string {
    return path.join(this.#folder, name);
  }

  /** What lies there without being listed is checked before it is used; what is listed without being there is forgotten. */
  async match(): Promise<void> {
    const entries = await readdir(this.#folder);
    const names = new Set(entries.filter((entry) => cachedNameSchema.safeParse(entry).success));
    const listed = [
      ...this.#index.files.keys(),
      ...[...this.#index.sources.values()].map(({ name }) => name),
    ];
    for (const name of listed) if (!names.has(name)) this.#index.forgetFile(name);
    for (const name of names) {
      if (this.#index.files.has(name)) continue;
      const { size } = await lstat(this.pathOf(name));
      this.#index.files.set(name, { bytes: size, checkedVersion: null, lastUse: 0 });
    }
  }

  /** @returns whether the file still has the content that it is named by: read again only if anything touched it */
  async isIntact(name: string, signal: AbortSignal): Promise<boolean> {
    const listed = this.#index.files.get(name);
    const stats = await nullIfMissing(lstat(this.pathOf(name), { bigint: true }));
    if (listed === undefined || stats?.isFile() !== true) return false;
    if (Number(stats.size) !== listed.bytes) return false;
    if (versionKey(stats) === listed.checkedVersion) return true;
    const { sha256, version, isSettled } = await hashFile(this.pathOf(name), signal);
    if (sha256 !== hashOf(name)) return false;
    this.#index.files.set(name, { ...listed, checkedVersion: isSettled ? versionKey(version) : null });
    return true;
  }

  /** @param file just hashed, so that it is known to have this content */
  async add(name: string, file: string): Promise<void> {
    await chmod(file, 0o400);
    // Windows does not replace what is read-only.
    await rm(this.pathOf(name), { recursive: true, force: true });
    await rename(file, this.pathOf(name));
    const { size } = await lstat(this.pathOf(name));
    // So soon after it was written another write might not show: the next use reads it once more.
    this.#index.files.set(name, { bytes: size, checkedVersion: null, lastUse: 0 });
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { recursive: true, force: true });
    this.#index.forgetFile(name);
  }
}

/** @param name `<sha256>.<format>` */
export function hashOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

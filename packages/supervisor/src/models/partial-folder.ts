/** Where downloads are collected until they are whole. What a killed process left there is gone on with by the next job for the same address. */
import { chmod, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { nullIfMissing, makeFolder } from '@dumont/runner/host';
import { removePartial } from '@dumont/runner/models';

const ENDING = '.part';

export interface PartialFiles {
  readonly totalBytes: number;
  /** Paths, the longest untouched first. */
  readonly idle: readonly { readonly path: string; readonly bytes: number }[];
}

export class PartialFolder {
  readonly #folder: string;
  readonly #inUse = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Removes what nobody can go on with. */
  static async open(folder: string): Promise<PartialFolder> {
    await makeFolder(folder);
    await chmod(folder, 0o700);
    const names = new Set(await readdir(folder));
    for (const name of names) {
      const file = name.replace(/\.json$/, '');
      const isPair = file.endsWith(ENDING) && names.has(file) && names.has(`${file}.json`);
      if (!isPair) await rm(path.join(folder, name), { recursive: true, force: true });
    }
    return new PartialFolder(folder);
  }

  /** @param collect is given a path of its own, which nobody removes meanwhile; never twice at once for a key */
  async with<Result>(key: string, collect: (path: string) => Promise<Result>): Promise<Result> {
    const partialPath = path.join(this.#folder, key + ENDING);
    this.#inUse.add(partialPath);
    try {
      // Somebody may have emptied the data folder.
      await makeFolder(this.#folder);
      return await collect(partialPath);
    } finally {
      this.#inUse.delete(partialPath);
    }
  }

  async list(): Promise<PartialFiles> {
    const names = ((await nullIfMissing(readdir(this.#folder))) ?? []).filter((name) =>
      name.endsWith(ENDING),
    );
    const found = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.#folder, name);
        const stats = await nullIfMissing(stat(file));
        return { path: file, bytes: stats?.size ?? 0, mtimeMs: stats?.mtimeMs ?? 0 };
      }),
    );
    const idle = found.filter((file) => !this.#inUse.has(file.path)).sort((a, b) => a.mtimeMs - b.mtimeMs);
    return { totalBytes: found.reduce((total, { bytes }) => total + bytes, 0), idle };
  }

  async remove(file: string): Promise<void> {
    // It may have been taken up since it was listed.
    if (!this.#inUse.has(file)) await removePartial(file);
  }
}

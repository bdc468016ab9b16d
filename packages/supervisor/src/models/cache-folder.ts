/** The cache's folder: what of it is in use, and how large it may become. Changes are made one at a time. */
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { endingOfSent } from '@dumont/protocol';
import { makeFolder } from '@dumont/runner/host';
import { removePartial, type FetchedFile } from '@dumont/runner/models';
import { cachedNameSchema, CacheIndex, type CachedSource } from './cache-index.ts';
import { CachedFiles, hashOf } from './cached-files.ts';
import { chooseVictims } from './evict.ts';
import { createMutex } from './mutex.ts';
import { ReferenceCounts } from './reference-counts.ts';
import { PartialFolder } from './partial-folder.ts';

/** A file that stays where it is until it is released. */
export interface HeldFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Never throws. */
  readonly release: () => Promise<void>;
  /** @returns the same file, held once more */
  readonly holdAgain: () => HeldFile;
}

export interface CacheFolderOptions {
  readonly folder: string;
  /** Of models and parts of them; those in use may exceed it. */
  readonly maxBytes: number;
  /** Told what does no harm but should not be. */
  readonly warn: (error: unknown, message: string) => void;
}

export class CacheFolder {
  readonly partials: PartialFolder;
  readonly #options: CacheFolderOptions;
  readonly #index: CacheIndex;
  readonly #files: CachedFiles;
  readonly #holds = new ReferenceCounts();
  readonly #exclusive = createMutex();

  private constructor(options: CacheFolderOptions, index: CacheIndex, partials: PartialFolder) {
    this.#options = options;
    this.#index = index;
    this.#files = new CachedFiles(options.folder, index);
    this.partials = partials;
  }

  /** Takes up what an earlier process left, with or without its index. */
  static async open(options: CacheFolderOptions): Promise<CacheFolder> {
    const { folder } = options;
    await makeFolder(folder);
    await chmod(folder, 0o700);
    const partials = await PartialFolder.open(path.join(folder, 'partial'));
    const cache = new CacheFolder(options, await CacheIndex.read(path.join(folder, 'index.json')), partials);
    await cache.#files.match();
    await cache.reclaim(0);
    return cache;
  }

  /** @returns the file with this content, if it is there and still has it */
  async findContent(sha256: string, signal: AbortSignal): Promise<HeldFile | null> {
    return this.#exclusive(async () => {
      const name = [...this.#index.files.keys()].find((file) => hashOf(file) === sha256);
      return name === undefined ? null : this.#holdIntact(name, signal);
    });
  }

  /** @returns what an address gave last, if it is there and still what it was */
  async findSource(
    key: string,
    signal: AbortSignal,
  ): Promise<{ file: HeldFile; source: CachedSource } | null> {
    return this.#exclusive(async () => {
      const source = this.#index.sources.get(key);
      const file = source === undefined ? null : await this.#holdIntact(source.name, signal);
      return source === undefined || file === null ? null : { file, source };
    });
  }

  /** Moves a file that has arrived whole into the cache. */
  async store(key: string, partialPath: string, fetched: FetchedFile): Promise<HeldFile> {
    const { named, validators, sha256 } = fetched;
    const name = cachedNameSchema.parse(`${sha256}${endingOfSent(named.format)}`);
    return this.#exclusive(async () => {
      // Somebody may be reading the same bytes there.
      const isThere = this.#holds.has(name) && this.#index.files.has(name);
      if (isThere) await removePartial(partialPath);
      else await this.#files.add(name, partialPath);
      this.#index.setSource(key, { name, fileName: named.fileName, validators });
      const held = this.#hold(name);
      await this.#shrink(0);
      return held;
    });
  }

  /** Brings the cache down to its limit, as far as it is not in use. Never throws. */
  async trim(): Promise<void> {
    await this.reclaim(0).catch(this.#warn('the model cache may be larger than its limit'));
  }

  /** Gives up what is not in use, until the cache fits its limit and is smaller than now by at least this much. */
  async reclaim(bytes: number): Promise<void> {
    await this.#exclusive(() => this.#shrink(bytes));
  }

  async #holdIntact(name: string, signal: AbortSignal): Promise<HeldFile | null> {
    const isIntact = await this.#files.isIntact(name, signal);
    if (!isIntact) await this.#files.remove(name);
    const held = isIntact ? this.#hold(name) : null;
    await this.#save();
    return held;
  }

  #hold(name: string): HeldFile {
    this.#index.touch(name);
    const end = this.#holds.add(name);
    return {
      name,
      path: this.#files.pathOf(name),
      bytes: this.#index.files.get(name)?.bytes ?? 0,
      sha256: hashOf(name),
      holdAgain: () => this.#hold(name),
      release: async () => {
        if (end()) await this.trim();
      },
    };
  }

  async #shrink(bytes: number): Promise<void> {
    const partials = await this.partials.list();
    const parts = partials.idle.map((file, index) => ({
      bytes: file.bytes,
      // Before every model: they can only be of use for what failed.
      lastUse: index - partials.idle.length,
      remove: () => this.partials.remove(file.path),
    }));
    const models = [...this.#index.files].map(([name, file]) => ({
      ...file,
      name,
      remove: () => this.#files.remove(name),
    }));
    const totalBytes = models.reduce((total, file) => total + file.bytes, partials.totalBytes);
    const idle = [...parts, ...models.filter(({ name }) => !this.#holds.has(name))];
    for (const { remove } of chooseVictims(idle, Math.max(bytes, totalBytes - this.#options.maxBytes))) {
      await remove().catch(this.#warn('a cached model could not be removed'));
    }
    await this.#save();
  }

  /** Without it a later process downloads again what it has. */
  async #save(): Promise<void> {
    await this.#index.save().catch(this.#warn("the model cache's index could not be written"));
  }

  #warn(message: string): (error: unknown) => void {
    return (error) => {
      this.#options.warn(error, message);
    };
  }
}

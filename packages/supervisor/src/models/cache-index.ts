/** What the cache knows about its files: which address gave which, and when each was last used. Lost, it costs a download, nothing else. */
import { parseJson, SENT_ENDINGS } from '@dumont/protocol';
import { readFile } from 'node:fs/promises';
import { nullIfMissing, writeAtomically } from '@dumont/runner/host';
import { validatorsSchema } from '@dumont/runner/models';
import { z } from 'zod';

const keySchema = z.string().regex(/^[0-9a-f]{64}$/);

/** `<sha256>` and the format's ending: never a name from elsewhere. */
export const cachedNameSchema = z
  .string()
  .regex(/^[0-9a-f]{64}\.\w+$/)
  .refine((name) => SENT_ENDINGS.some((ending) => name.endsWith(ending)), 'ends like no model file');

const sourceSchema = z.strictObject({
  name: cachedNameSchema,
  fileName: z.string().max(255),
  validators: validatorsSchema,
});
/** What an address gave, and how its server tells that version from others. */
export type CachedSource = z.output<typeof sourceSchema>;

const fileSchema = z.strictObject({
  bytes: z.int().nonnegative(),
  /** The version whose content was last checked; `null`: it is to be checked before it is used. */
  checkedVersion: z.string().nullable(),
  /** Counts up with each use. */
  lastUse: z.int().nonnegative(),
});
export type CachedFile = z.output<typeof fileSchema>;

const indexSchema = z.strictObject({
  version: z.literal(2),
  /** By the SHA-256 of the address, which may carry secrets. */
  sources: z.record(keySchema, sourceSchema),
  files: z.record(cachedNameSchema, fileSchema),
});

/** Many addresses can give one file, as signed ones do, which are new each time. */
const MAX_SOURCES = 10_000;

export class CacheIndex {
  readonly #path: string;
  readonly sources: Map<string, CachedSource>;
  readonly files: Map<string, CachedFile>;
  #lastUse: number;

  private constructor(path: string, sources: Map<string, CachedSource>, files: Map<string, CachedFile>) {
    this.#path = path;
    this.sources = sources;
    this.files = files;
    this.#lastUse = [...files.values()].reduce((last, { lastUse }) => Math.max(last, lastUse), 0);
  }

  /** @returns an empty one where there is none, or none of ours */
  static async read(path: string): Promise<CacheIndex> {
    const { data } = indexSchema.safeParse(parseJson((await nullIfMissing(readFile(path, 'utf8'))) ?? ''));
    const sources = Object.entries(data?.sources ?? {});
    return new CacheIndex(path, new Map(sources), new Map(Object.entries(data?.files ?? {})));
  }

  async save(): Promise<void> {
    const sources = Object.fromEntries(this.sources);
    const index = { version: 2, sources, files: Object.fromEntries(this.files) };
    await writeAtomically(this.#path, JSON.stringify(index));
  }

  setSource(key: string, source: CachedSource): void {
    // Last in order, the last to go.
    this.sources.delete(key);
    this.sources.set(key, source);
    const [oldest] = this.sources.keys();
    if (this.sources.size > MAX_SOURCES && oldest !== undefined) this.sources.delete(oldest);
  }

  touch(name: string): void {
    const file = this.files.get(name);
    if (file !== undefined) this.files.set(name, { ...file, lastUse: ++this.#lastUse });
  }

  forgetFile(name: string): void {
    this.files.delete(name);
    for (const [key, source] of this.sources) if (source.name === name) this.sources.delete(key);
  }
}

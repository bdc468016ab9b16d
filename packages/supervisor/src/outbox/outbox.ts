/** Results are on disk before they are published and until they are: whatever dies in between, they are published once. */
import { messageOf, parseJson } from '@dumont/protocol';
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { makeFolder } from '../files/make-folder.ts';
import { PARTIAL, writeDurably } from '../files/write-durably.ts';
import { outboxEntrySchema, type OutboxEntry } from './entry.ts';

const DAMAGED = '.damaged';

export class Outbox {
  readonly #folder: string;
  /** By the name of the file, which another hand may have chosen. */
  readonly #entries = new Map<string, OutboxEntry>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws what the file system does where the folder cannot be made or read */
  static async open(folder: string, log: Logger): Promise<Outbox> {
    await makeFolder(folder);
    const outbox = new Outbox(folder);
    for (const name of await readdir(folder)) await outbox.#adopt(name, log);
    return outbox;
  }

  get entries(): readonly OutboxEntry[] {
    return [...this.#entries.values()];
  }

  has(jobId: string, token: string | null): boolean {
    return this.entries.some((entry) => entry.jobId === jobId && entry.token === token);
  }

  /**
   * Resolves when the entry would survive a power cut.
   * @throws what the file system does, such as ENOSPC: the entry is kept all the same, for as long as this process lives
   */
  async put(entry: OutboxEntry): Promise<void> {
    const name = fileName(entry);
    const text = JSON.stringify(outboxEntrySchema.parse(entry));
    this.#entries.set(name, entry);
    await writeDurably(path.join(this.#folder, name), text);
  }

  /** It is published. */
  async remove(entry: OutboxEntry): Promise<void> {
    const kept = [...this.#entries].find(([, each]) => each === entry);
    const name = kept?.[0] ?? fileName(entry);
    await rm(path.join(this.#folder, name), { force: true });
    this.#entries.delete(name);
  }

  async #adopt(name: string, log: Logger): Promise<void> {
    const isPartial = name.endsWith(PARTIAL);
    if (!isPartial && !name.endsWith('.json')) return;
    const file = path.join(this.#folder, name);
    // Nothing else is opened: a pipe would have one wait for ever.
    if (!(await lstat(file)).isFile()) return setAside(file, 'no file', log);
    if (isPartial) return rm(file, { force: true });
    const entry = outboxEntrySchema.safeParse(parseJson(await readFile(file, 'utf8')));
    if (entry.success) this.#entries.set(name, entry.data);
    else await setAside(file, 'no whole result', log);
  }
}

/** It cannot be published, and it is not ours to throw away. Where it cannot be moved, it is in nobody's way. */
async function setAside(file: string, reason: string, log: Logger): Promise<void> {
  const words = 'a result waiting to be published is damaged: its job will be run again';
  try {
    await rename(file, file + DAMAGED);
    log.error({ file: file + DAMAGED, reason }, words);
  } catch (error) {
    log.error({ file, reason, unmoved: messageOf(error) }, words);
  }
}

/** Neither id need be fit for a file name. */
function fileName({ jobId, token }: OutboxEntry): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([jobId, token]))
    .digest('hex');
  return `${hash.slice(0, 40)}.json`;
}

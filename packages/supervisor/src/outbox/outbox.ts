/** Results are on disk before they are published and until they are: whatever dies in between, they are published once. */
import { parseJson } from '@dumont/protocol';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { PARTIAL, writeDurably } from '../files/write-durably.ts';
import { outboxEntrySchema, type OutboxEntry } from './entry.ts';

const DAMAGED = '.damaged';

export class Outbox {
  readonly #folder: string;
  readonly #entries = new Map<string, OutboxEntry>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws what the file system does where the folder cannot be made or read */
  static async open(folder: string, log: Logger): Promise<Outbox> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
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

  /** Resolves when the entry would survive a power cut. @throws what the file system does, such as ENOSPC: nothing is kept then */
  async put(entry: OutboxEntry): Promise<void> {
    const name = fileName(entry);
    await writeDurably(path.join(this.#folder, name), JSON.stringify(outboxEntrySchema.parse(entry)));
    this.#entries.set(name, entry);
  }

  /** It is published. */
  async remove(entry: OutboxEntry): Promise<void> {
    const name = fileName(entry);
    await rm(path.join(this.#folder, name), { force: true });
    this.#entries.delete(name);
  }

  async #adopt(name: string, log: Logger): Promise<void> {
    const file = path.join(this.#folder, name);
    if (name.endsWith(PARTIAL)) return rm(file, { force: true });
    if (!name.endsWith('.json')) return;
    const entry = outboxEntrySchema.safeParse(parseJson(await readOr(file, '')));
    if (entry.success) {
      this.#entries.set(name, entry.data);
      return;
    }
    // It cannot be published, and it is not ours to throw away.
    await rename(file, file + DAMAGED);
    log.error(
      { file: file + DAMAGED },
      'a result waiting to be published is damaged: its job will be run again',
    );
  }
}

/** @returns `otherwise` for a folder of that name */
async function readOr(file: string, otherwise: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EISDIR') return otherwise;
    throw error;
  });
}

/** Neither id need be fit for a file name. */
function fileName({ jobId, token }: OutboxEntry): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([jobId, token]))
    .digest('hex');
  return `${hash.slice(0, 40)}.json`;
}

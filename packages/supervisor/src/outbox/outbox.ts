/** Results are on disk before they are published and until they are: whatever dies in between, they are published once. */
import { messageOf, parseJson } from '@dumont/protocol';
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { FinishedRun } from '../orchestrator/claim.ts';
import { makeFolder, PARTIAL, writeDurably } from '@dumont/runner/host';

const DAMAGED = '.damaged';

/** A result on its way: what is kept of it on disk until it is published. */
const entrySchema = z.strictObject({
  /** The worker under whose id the job was claimed. */
  workerId: z.string().min(1),
  queue: z.string().min(1),
  jobId: z.string().min(1),
  token: z.string().min(1),
  record: z.record(z.string(), z.json()),
}) satisfies z.ZodType<FinishedRun>;
export type OutboxEntry = z.infer<typeof entrySchema>;

export class Outbox {
  readonly #folder: string;
  /** By the name of the file, which another hand may have chosen. */
  readonly #entries = new Map<string, OutboxEntry>();
  /** Those that the disk has not taken. */
  readonly #unwritten = new Set<string>();

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
   * @throws what the file system does, such as ENOSPC: the entry is kept in memory all the same, for as long as this process lives
   */
  async put(entry: OutboxEntry): Promise<void> {
    const name = fileName(entry);
    const text = JSON.stringify(entrySchema.parse(entry));
    this.#entries.set(name, entry);
    try {
      await this.#write(name, text);
    } catch (error) {
      this.#unwritten.add(name);
      throw error;
    }
  }

  /** Puts on disk what could not be written before. @throws what the file system does, as before */
  async writeMissing(): Promise<void> {
    for (const name of this.#unwritten) {
      await this.#write(name, JSON.stringify(this.#entries.get(name)));
      this.#unwritten.delete(name);
    }
  }

  /** It is published. */
  async remove(entry: OutboxEntry): Promise<void> {
    const kept = [...this.#entries].find(([, each]) => each === entry);
    const name = kept?.[0] ?? fileName(entry);
    await rm(path.join(this.#folder, name), { force: true });
    this.#entries.delete(name);
    this.#unwritten.delete(name);
  }

  async #write(name: string, text: string): Promise<void> {
    await writeDurably(path.join(this.#folder, name), text);
  }

  async #adopt(name: string, log: Logger): Promise<void> {
    const isPartial = name.endsWith(PARTIAL);
    if (!isPartial && !name.endsWith('.json')) return;
    const file = path.join(this.#folder, name);
    // Nothing else is opened: a pipe would have one wait for ever.
    if (!(await lstat(file)).isFile()) return setAside(file, 'no file', log);
    if (isPartial) return rm(file, { force: true });
    const entry = entrySchema.safeParse(parseJson(await readFile(file, 'utf8')));
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

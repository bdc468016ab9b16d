/**
 * A file that has not yet arrived whole, and beside it what is needed to go on where it broke off: after a broken
 * connection or after this process was killed.
 */
import { createHash, type Hash } from 'node:crypto';
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { parseJson, sentFormatSchema } from '@dumont/protocol';
import { z } from 'zod';
import { feedFile } from '../hash-file.ts';
import type { NamedModel } from './model-url.ts';
import { nullIfMissing } from '../../host/system-error.ts';
import { validatorsSchema } from './response-facts.ts';
import { writeAtomically } from '../../host/replace-file.ts';

const originSchema = z.strictObject({
  validators: validatorsSchema,
  /** `null` where the server does not say. */
  totalBytes: z.int().positive().nullable(),
  named: z.strictObject({ fileName: z.string(), format: sentFormatSchema }),
});

/** Which version of which file it is. */
export interface PartialOrigin extends z.output<typeof originSchema> {
  readonly named: NamedModel;
  /** For `If-Range`; `null`: it cannot be resumed. */
  readonly resume: string | null;
}

const noteSchema = z.strictObject({
  version: z.literal(1),
  origin: originSchema.extend({ resume: z.string() }),
  /** Beyond them, what a loss of power leaves in the file may be anything. */
  safeBytes: z.int().positive(),
});

export class PartialFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #hash: Hash = createHash('sha256');
  #origin: PartialOrigin | null = null;
  #bytes = 0;
  #safeBytes = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Takes up what is there. The caller owns it: `close`. */
  static async open(path: string, signal: AbortSignal): Promise<PartialFile> {
    const file = new PartialFile(path, await open(path, 'a+', 0o600));
    try {
      await file.#takeUp(signal);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Null where nothing of it can be used. */
  get origin(): PartialOrigin | null {
    return this.#origin;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Forgets what has arrived; from now on it is this file. */
  async restart(origin: PartialOrigin | null): Promise<void> {
    await rm(notePath(this.path), { force: true });
    await this.#handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#bytes = this.#safeBytes = 0;
    this.#origin = origin;
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#handle.appendFile(chunk);
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
  }

  get isResumable(): boolean {
    return this.#bytes > 0 && (this.#origin?.resume ?? null) !== null;
  }

  /** What has arrived will be found by the next `open`. */
  async checkpoint(): Promise<void> {
    if (!this.isResumable || this.#bytes === this.#safeBytes) return;
    await this.#handle.datasync();
    this.#safeBytes = this.#bytes;
    const note = { version: 1, origin: this.#origin, safeBytes: this.#bytes };
    await writeAtomically(notePath(this.path), JSON.stringify(note));
  }

  /** It is whole: on the disk for good, and nobody resumes it. @returns its SHA-256 */
  async finish(): Promise<string> {
    await this.#handle.sync();
    await rm(notePath(this.path), { force: true });
    return this.#hash.digest('hex');
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #takeUp(signal: AbortSignal): Promise<void> {
    const { size } = await this.#handle.stat();
    const note = await readNote(this.path);
    if (note === null || note.safeBytes > size) {
      await this.restart(null);
      return;
    }
    // One byte short of a whole file: there is always something to ask for, and so an answer to whether it is still this one.
    const bytes = Math.min(note.safeBytes, (note.origin.totalBytes ?? Infinity) - 1);
    await this.#handle.truncate(bytes);
    await feedFile(this.#hash, this.#handle, signal);
    this.#bytes = this.#safeBytes = bytes;
    this.#origin = note.origin;
  }
}

/** Removes a partial file with its note. */
export async function removePartial(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(notePath(path), { force: true });
}

function notePath(path: string): string {
  return `${path}.json`;
}

/** @returns `null` where there is none, or none of ours */
async function readNote(path: string): Promise<z.output<typeof noteSchema> | null> {
  const text = await nullIfMissing(readFile(notePath(path), 'utf8'));
  if (text === null) return null;
  return noteSchema.safeParse(parseJson(text)).data ?? null;
}

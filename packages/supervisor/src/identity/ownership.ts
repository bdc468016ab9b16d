/** One service a worker id, across machines: the owner leaves its mark beside the queues and keeps it fresh. */
import { readFile } from 'node:fs/promises';
import { nullIfMissing } from '@dumont/runner/host';
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { DumontError, parseForeignJson } from '@dumont/protocol';
import { z } from 'zod';
import type { OwnerMark } from '../orchestrator/queues.ts';
import type { Clock } from '../time/clock.ts';

/** Of the data folder. */
export interface FolderLock {
  /** Of the locked file: another one where the folder has been replaced. */
  readonly fileId: string;
}

const LOOK_AGAIN_MS = 1000;
/** Whoever can write to Redis can write a mark. */
const MARK_BOUNDS = { depth: 1, values: 10 };

const markSchema = z.strictObject({
  /** Differs for every process. */
  process: z.string(),
  /** The same for all processes on this machine, since its start, that lock the same file. */
  place: z.string(),
  host: z.string(),
  pid: z.int(),
});
type Mark = z.infer<typeof markSchema>;

export class Ownership {
  readonly #owner: OwnerMark;
  readonly #lock: FolderLock;
  readonly #holdMs: number;
  readonly #boot: string;
  readonly #process = randomUUID();

  private constructor(owner: OwnerMark, lock: FolderLock, holdMs: number, boot: string) {
    this.#owner = owner;
    this.#lock = lock;
    this.#holdMs = holdMs;
    this.#boot = boot;
  }

  /**
   * @param lock held by this process
   * @param holdMs as long as a lease: when that has run out, its owner's jobs are given back anyway
   */
  static async prepare(owner: OwnerMark, lock: FolderLock, holdMs: number): Promise<Ownership> {
    const boot = await nullIfMissing(readFile('/proc/sys/kernel/random/boot_id', 'utf8'));
    return new Ownership(owner, lock, holdMs, boot?.trim() ?? '');
  }

  /**
   * Takes the worker's id, or keeps it.
   * @returns null, or who has it
   * @throws whatever the mark's calls reject with
   */
  async hold(): Promise<string | null> {
    const other = await this.#try('');
    if (other === null) return null;
    const mark = markSchema.safeParse(parseForeignJson(other, MARK_BOUNDS));
    if (!mark.success) return 'a process that is none of this version';
    const { process: owner, place, pid, host } = mark.data;
    const isOther = owner !== this.#process && place !== this.#mark.place;
    // With the same file locked, which is ours now, whoever left this mark here is dead.
    return isOther || (await this.#try(other)) !== null ? `process ${pid} on ${host}` : null;
  }

  /**
   * Waits for the worker's id where another process has it: long enough to see whether that one is alive.
   * @returns null, or who has it; null too where the signal was aborted
   * @throws whatever the mark's calls reject with
   */
  async acquire(clock: Clock, signal: AbortSignal): Promise<string | null> {
    let leftMs = Infinity;
    for (;;) {
      const owner = await this.hold();
      const nowLeftMs = await this.#owner.leftMs();
      // A dead owner's mark only grows older.
      if (signal.aborted) return null;
      if (owner === null || nowLeftMs > leftMs) return owner;
      leftMs = nowLeftMs;
      await clock.sleep(LOOK_AGAIN_MS, signal);
    }
  }

  async giveUp(): Promise<void> {
    await this.#owner.remove(JSON.stringify(this.#mark));
  }

  get #mark(): Mark {
    const host = os.hostname();
    const place = JSON.stringify([this.#boot, host, this.#lock.fileId]);
    return { process: this.#process, place, host, pid: process.pid };
  }

  async #try(replacing: string): Promise<string | null> {
    return this.#owner.set(JSON.stringify(this.#mark), this.#holdMs, replacing);
  }
}

export function ownedByAnother(workerId: string, owner: string): DumontError {
  return new DumontError(
    'USAGE',
    `the worker ${workerId} is running already: ${owner} has its identity. If that is a copy of this machine's disk, ` +
      'remove identity.json from the data folder of one of them; if it has been stopped, its claim ends within 30 s',
  );
}

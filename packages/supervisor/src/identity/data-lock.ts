/**
 * One service a data folder. The lock is a transaction on an empty SQLite file in it: the system knows it by the file, whatever path or
 * container leads there, and frees it when the process dies.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { DumontError, messageOf } from '@dumont/protocol';
import { loadSqlite, nullIfMissing, makeFolder } from '@dumont/runner/host';
import type { HealthCheck } from '../status/health.ts';

const FILE = 'lock.sqlite';
/** Two that begin in the same moment are in each other's way for an instant. */
const BUSY_TIMEOUT_MS = 200;
const SQLITE_BUSY = 5;

interface Held {
  readonly database: DatabaseSync;
  /** Which file it is: no other that is there at the same time has it. */
  readonly fileId: string;
}

/** @throws DumontError USAGE where another service has the folder, STORAGE_FAILED where it cannot be locked */
export async function lockDataFolder(folder: string): Promise<DataLock> {
  return new DataLock(folder, await lock(folder));
}

export class DataLock {
  readonly #folder: string;
  #held: Held | null;
  #fileId: string;

  constructor(folder: string, held: Held) {
    this.#folder = folder;
    this.#held = held;
    this.#fileId = held.fileId;
  }

  /** The file that was locked last: whoever has the same one after us knows that we are gone. */
  get fileId(): string {
    return this.#fileId;
  }

  /** A folder that was deleted or replaced took the lock with it: the one that is there now is locked. */
  readonly check: HealthCheck = {
    kind: 'data',
    check: async () => {
      try {
        if (this.#held === null || (await this.#isElsewhere())) await this.#lockAgain();
        return null;
      } catch (error) {
        return messageOf(error);
      }
    },
  };

  release(): void {
    this.#held?.database.close();
    this.#held = null;
  }

  async #isElsewhere(): Promise<boolean> {
    return (await fileIdOf(path.join(this.#folder, FILE))) !== this.#fileId;
  }

  async #lockAgain(): Promise<void> {
    this.release();
    await makeFolder(this.#folder);
    this.#held = await lock(this.#folder);
    this.#fileId = this.#held.fileId;
  }
}

async function lock(folder: string): Promise<Held> {
  const real = await realpath(folder);
  const file = path.join(real, FILE);
  const { DatabaseSync } = loadSqlite('the lock of the data folder');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    // Nothing is ever written: no journal is needed, and none is left behind.
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE`);
    // By its path: to open a file of SQLite's once more, and close it, would end the lock.
    return { database, fileId: (await fileIdOf(file)) ?? 'deleted' };
  } catch (error) {
    database?.close();
    throw refusal(real, error);
  }
}

async function fileIdOf(file: string): Promise<string | null> {
  const stats = await nullIfMissing(stat(file, { bigint: true }));
  return stats === null ? null : `${stats.dev}:${stats.ino}`;
}

function refusal(folder: string, cause: unknown): DumontError {
  if (cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY) {
    return new DumontError(
      'USAGE',
      `another dumont-supervisor is running with the data folder ${folder}: stop it, or give this one a folder of its own by --data-dir`,
    );
  }
  return new DumontError(
    'STORAGE_FAILED',
    `the data folder cannot be locked by ${path.join(folder, FILE)}: ${messageOf(cause)}`,
    { cause },
  );
}

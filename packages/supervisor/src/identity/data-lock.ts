/**
 * One service a data folder. The lock is a transaction on an empty SQLite file in it: the system knows it by the file, whatever path or
 * container leads there, and frees it when the process dies.
 */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { DumontError, messageOf } from '@dumont/protocol';
import { loadSqlite } from '@dumont/runner';

export interface DataLock {
  release(): void;
}

const FILE = 'lock.sqlite';
/** Two that begin in the same moment are in each other's way for an instant. */
const BUSY_TIMEOUT_MS = 200;
const SQLITE_BUSY = 5;

/** @throws DumontError USAGE where another service has the folder, STORAGE_FAILED where it cannot be locked */
export async function lockDataFolder(folder: string): Promise<DataLock> {
  const real = await realpath(folder);
  const { DatabaseSync } = loadSqlite('the lock of the data folder');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path.join(real, FILE));
    // Nothing is ever written: no journal is needed, and none is left behind.
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE`);
  } catch (error) {
    database?.close();
    throw refusal(real, error);
  }
  const held = database;
  return {
    release: () => {
      held.close();
    },
  };
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

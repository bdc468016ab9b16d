/** What the worker keeps on disk. A disk that cannot be used is a fault, and no end: it is tried again. */
import path from 'node:path';
import { DumontError, messageOf } from '@dumont/protocol';
import type { Logger } from 'pino';
import { makeFolder } from '@dumont/runner/host';
import { lockDataFolder, type DataLock } from '../identity/data-lock.ts';
import type { ModelStore } from '../job/job-context.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { Health } from '../status/health.ts';
import type { Clock } from '../time/clock.ts';

export interface Stores {
  readonly lock: DataLock;
  readonly outbox: Outbox;
  readonly models: ModelStore;
}

export interface StoresOptions {
  readonly dataDir: string;
  readonly openModels: () => Promise<ModelStore>;
  readonly health: Health;
  readonly clock: Clock;
  readonly log: Logger;
}

const AGAIN_MS = 5000;

export function outboxFolderOf(dataDir: string): string {
  return path.join(dataDir, 'outbox');
}

/**
 * @returns null where the signal was aborted first
 * @throws DumontError USAGE where another service has the data folder
 */
export async function openStores(options: StoresOptions, signal: AbortSignal): Promise<Stores | null> {
  const { health, clock, dataDir } = options;
  let told = '';
  while (!signal.aborted) {
    try {
      const stores = await tryToOpen(options);
      health.recovered('data');
      return stores;
    } catch (error) {
      if (error instanceof DumontError && error.code === 'USAGE') throw error;
      const reason = `the data folder ${dataDir} cannot be used: ${messageOf(error)}`;
      if (reason !== told) health.report('data', reason);
      told = reason;
    }
    await clock.sleep(AGAIN_MS, signal);
  }
  return null;
}

async function tryToOpen({ dataDir, openModels, log }: StoresOptions): Promise<Stores> {
  await makeFolder(dataDir);
  const lock = await lockDataFolder(dataDir);
  try {
    const outbox = await Outbox.open(outboxFolderOf(dataDir), log);
    return { lock, outbox, models: await openModels() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

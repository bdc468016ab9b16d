/** Keeps a result in the user's history. A history that cannot be written is no reason to fail a benchmark. */
import os from 'node:os';
import { dataFolder } from '../host/data-folder.ts';
import { History, type Remembered } from '../history/history.ts';
import type { Surroundings } from './surroundings.ts';

export function historyFolder(): string {
  return dataFolder(process.env, process.platform, os.homedir());
}

export async function remember(
  document: Remembered,
  { history }: { readonly history: boolean },
  { log }: Pick<Surroundings, 'log'>,
): Promise<void> {
  if (!history) return;
  try {
    const opened = await History.open(historyFolder());
    try {
      opened.add(document);
    } finally {
      opened.close();
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    log.warn(`not kept in the history: ${error.message}`);
  }
}

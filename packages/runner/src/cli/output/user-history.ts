/** The user's history of results. */
import os from 'node:os';
import { History, type Remembered } from '../../history/history.ts';
import { dataFolder } from '../../host/data-folder.ts';
import type { Surroundings } from './surroundings.ts';

export async function withHistory(use: (history: History) => Promise<void> | void): Promise<void> {
  const history = await History.open(dataFolder(process.env, process.platform, os.homedir()));
  try {
    await use(history);
  } finally {
    history.close();
  }
}

/** Keeps a result. A history that cannot be written is no reason to fail a benchmark. */
export async function remember(
  document: Remembered,
  { history: wanted }: { readonly history: boolean },
  { log }: Pick<Surroundings, 'log'>,
): Promise<void> {
  if (!wanted) return;
  try {
    await withHistory((history) => {
      history.add(document);
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    log.warn(`not kept in the history: ${error.message}`);
  }
}

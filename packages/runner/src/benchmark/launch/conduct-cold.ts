/** One task whose load is to find nothing that was kept of an earlier one. */
import { readdir } from 'node:fs/promises';
import { isLooking, type RunnerTask } from '@dumont/protocol';
import { isSystemError } from '../../host/system-error.ts';
import { createTemporaryFolder } from '../../host/temporary-paths.ts';
import type { Coldness } from '../../models/drop-from-cache.ts';
import { conductTask, type TaskConditions, type TaskResult } from './conduct-task.ts';

/** Where CoreML keeps what it has compiled for a device, below the home of a user and a folder that is named like the program. */
const COREML_CACHED = /^Library\/Caches\/[^/]+\/com\.apple\.e5rt\.e5bundlecache\/./;

/**
 * CoreML, which compiles for seconds to minutes and keeps what comes of it, is given a home of this process's own.
 * @param dropFromCache has the model's files come from the disk
 */
export async function conductCold(
  task: RunnerTask,
  conditions: TaskConditions,
  dropFromCache: () => Promise<Coldness>,
): Promise<TaskResult> {
  if (isLooking(task) || task.options.provider !== 'coreml') {
    return conductTask(task, { ...conditions, dropFromCache });
  }
  const home = await createTemporaryFolder('home');
  try {
    const { outcome, error } = await conductTask(task, { ...conditions, cacheHome: home.path });
    if (outcome.loadMs !== null) outcome.coldness = await coldnessOf(home.path);
    return { outcome, error };
  } finally {
    await home.remove();
  }
}

/** What is in it now was not there before the process, which may have closed it. */
export async function coldnessOf(home: string): Promise<Coldness> {
  const paths = await readdir(home, { recursive: true }).catch((error: unknown): string[] => {
    if (isSystemError(error)) return [];
    throw error;
  });
  return paths.some((name) => COREML_CACHED.test(name))
    ? { cold: true, reason: null }
    : {
        cold: null,
        reason: 'CoreML kept nothing in the empty home that it was given, so that nobody can tell.',
      };
}

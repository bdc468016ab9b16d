/** Which files and folders a task names: those let into the sandbox beside the runtime and the model. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dataSetPosition, type RunnerTask } from '@dumont/protocol';

export interface TaskFiles {
  readonly readOnly: readonly string[];
  /** Must be there even if nothing in them is. */
  readonly folders: readonly string[];
}

const NO_INPUTS = { files: {}, folder: null } as const;

export function loadsModel(task: RunnerTask): boolean {
  return task.kind !== 'probe' && task.model !== 'null-model';
}

export async function taskFiles(task: RunnerTask): Promise<TaskFiles> {
  if (task.kind === 'probe' || task.model === 'null-model') return { readOnly: [], folders: [] };
  const { files, folder: given } = 'inputs' in task ? task.inputs : NO_INPUTS;
  const expected = task.kind === 'measure' && task.expect !== null ? task.expect.folder : null;
  return {
    readOnly: [
      // Of one that is not there the isolated process says so.
      ...Object.values(files).filter((file) => existsSync(file)),
      ...(await tensorFiles(given, 'input')),
      ...(await tensorFiles(expected, 'output')),
    ],
    folders: [given, expected].filter((folder) => folder !== null),
  };
}

/** Only the data set's own files: the folder may be somebody's home. */
async function tensorFiles(folder: string | null, kind: 'input' | 'output'): Promise<string[]> {
  if (folder === null) return [];
  // A folder that cannot be read gives none: the isolated process says why.
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => dataSetPosition(kind, name) !== undefined)
    .map((name) => path.join(folder, name));
}

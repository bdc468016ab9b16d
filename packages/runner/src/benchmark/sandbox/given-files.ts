/**
 * The files that a user gives for a model's inputs and outputs. Which they are follows from the request alone, and they are opened
 * before the first process: nothing that an isolated process says adds to them.
 */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  dataSetPosition,
  DumontError,
  isLooking,
  type InputSpec,
  type RunnerTask,
  type TaskOf,
} from '@dumont/protocol';
import { OpenFile } from '../../models/open-file.ts';
import type { ModelFile } from '../../models/open-model.ts';

export interface Given {
  readonly inputs: Pick<InputSpec, 'files' | 'folder'>;
  readonly expect: Pick<NonNullable<TaskOf<'measure'>['expect']>, 'folder'> | null;
}

/** What one process gets of them. */
export interface TaskFiles {
  readonly files: readonly ModelFile[];
  /** Must be there even if nothing in them is. */
  readonly folders: readonly string[];
}

interface Group {
  readonly files: OpenFile[];
  readonly folders: string[];
}

export class GivenFiles implements AsyncDisposable {
  readonly #inputs: Group = { files: [], folders: [] };
  readonly #expected: Group = { files: [], folders: [] };

  /** Of nothing. */
  static readonly NONE = new GivenFiles();

  /** The caller owns it. @throws DumontError INPUT_INVALID where one is not a file of its own */
  static async open({ inputs, expect }: Given): Promise<GivenFiles> {
    const given = new GivenFiles();
    try {
      for (const file of Object.values(inputs.files)) await add(given.#inputs, openNamed(file));
      await addDataSet(given.#inputs, inputs.folder, 'input');
      await addDataSet(given.#expected, expect?.folder ?? null, 'output');
      return given;
    } catch (error) {
      await given[Symbol.asyncDispose]();
      throw error;
    }
  }

  for(task: RunnerTask): TaskFiles {
    const groups = loadsModel(task)
      ? [
          ...('inputs' in task ? [this.#inputs] : []),
          ...('expect' in task && task.expect ? [this.#expected] : []),
        ]
      : [];
    return {
      files: groups.flatMap(({ files }) =>
        files.map((file) => ({ path: file.path, descriptor: file.handle.fd })),
      ),
      folders: groups.flatMap(({ folders }) => folders),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#inputs.files, ...this.#expected.files].map((file) => file.close()));
  }
}

export function loadsModel(task: RunnerTask): boolean {
  return !isLooking(task) && 'path' in task.model;
}

/** Only the data set's own files: the folder may be somebody's home. */
async function addDataSet(group: Group, folder: string | null, kind: 'input' | 'output'): Promise<void> {
  if (folder === null) return;
  group.folders.push(folder);
  // A folder that cannot be read gives none: the isolated process says why.
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (dataSetPosition(kind, name) !== undefined) await add(group, openOwn(path.join(folder, name)));
  }
}

/** Of one that is not there, or may not be read, the isolated process says so. */
async function add(group: Group, opening: Promise<OpenFile | null>): Promise<void> {
  const file = await opening;
  if (file !== null) group.files.push(file);
}

/** The user's own choice, which may be a link. */
async function openNamed(file: string): Promise<OpenFile | null> {
  const opened = await OpenFile.open(file, 'followed').catch(() => null);
  return opened === null ? null : keepIf(opened, whyNotRegular(opened));
}

/** Whoever made the folder may be another than whoever names it: what leads out of it is not the data set's own. */
async function openOwn(file: string): Promise<OpenFile | null> {
  const seen = await lstat(file).catch(() => null);
  if (seen?.isSymbolicLink() === true) throw refusal(file, 'is a symbolic link');
  const opened = await OpenFile.open(file, 'refused').catch(() => null);
  if (opened === null) return null;
  const { nlink } = opened.stats;
  const linked = nlink > 1 ? `is a hard link (${nlink} names for one file)` : null;
  return keepIf(opened, whyNotRegular(opened) ?? linked);
}

function whyNotRegular({ stats }: OpenFile): string | null {
  return stats.isFile() ? null : 'is not a regular file';
}

/** @param why not, or null */
async function keepIf(opened: OpenFile, why: string | null): Promise<OpenFile> {
  if (why === null) return opened;
  await opened.close();
  throw refusal(opened.path, why);
}

function refusal(file: string, what: string): DumontError {
  return new DumontError('INPUT_INVALID', `The file ${file} ${what}; that is refused. Give a copy of it.`);
}

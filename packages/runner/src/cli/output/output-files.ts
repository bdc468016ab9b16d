/** Files of results: checked before anything is measured, and written after every report, so that a later failure loses nothing. */
import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  access,
  constants,
  open,
  realpath,
  rename,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DumontError, type BenchmarkReport } from '@dumont/protocol';
import { trackTemporary } from '../../host/temporary-paths.ts';
import type { OutputFile } from '../args/settings/results.ts';
import { renderDocument, type FormatContext } from '../../reports/report-format.ts';
import type { Surroundings } from './surroundings.ts';
import { describeSystemError, errorCode, isSystemError } from '../../host/system-error.ts';

export interface OutputTarget extends OutputFile {
  /** `stream`: a device or pipe, which cannot be replaced and is written once, at the end. */
  readonly kind: 'file' | 'stream';
}

/** @throws DumontError OUTPUT_FAILED for the first file that could not be written */
export async function checkOutputs(
  files: readonly OutputFile[],
  { keepGoingUnread }: Pick<Surroundings, 'keepGoingUnread'>,
): Promise<OutputTarget[]> {
  if (files.length > 0) keepGoingUnread();
  const targets: OutputTarget[] = [];
  for (const file of files) targets.push(await namingTheFile(file, () => checkOutput(file)));
  return targets;
}

/** @param last true when no further report will come @throws DumontError OUTPUT_FAILED */
export async function writeOutput(
  target: OutputTarget,
  reports: readonly BenchmarkReport[],
  context: FormatContext,
  last: boolean,
): Promise<void> {
  if (target.kind === 'stream' && !last) return;
  await writeText(target, await renderDocument(target.format, reports, context));
}

/** @throws DumontError OUTPUT_FAILED */
export async function writeText(target: OutputTarget, text: string): Promise<void> {
  await namingTheFile(target, () =>
    target.kind === 'stream' ? writeFile(target.path, text) : replaceFile(target.path, text),
  );
}

async function checkOutput(file: OutputFile): Promise<OutputTarget> {
  const found = await statIfThere(file.path);
  if (found?.isDirectory() === true) throw new DumontError('OUTPUT_FAILED', 'it is a folder');
  if (found !== undefined) await access(file.path, constants.W_OK);
  if (found?.isFile() === false) return { ...file, kind: 'stream' };
  // A link stays a link: what it leads to is replaced.
  const path = found === undefined ? file.path : await realpath(file.path);
  // Permissions alone do not tell: the file system may be read-only, or the platform say yes to everything.
  const probe = await openTemporary(path);
  await probe.handle.close();
  await probe.remove();
  return { ...file, path, kind: 'file' };
}

/** Readers see the old file or the new one, never a part. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = await openTemporary(path);
  try {
    await temporary.handle.writeFile(text);
    await temporary.handle.sync();
    await temporary.handle.close();
    await rename(temporary.path, path);
  } finally {
    await temporary.handle.close();
    await temporary.remove();
  }
}

/** In the same folder: a file is only renamed within its file system. */
async function openTemporary(
  path: string,
): Promise<{ path: string; handle: FileHandle; remove: () => Promise<void> }> {
  const temporary = join(dirname(path), `.dumont-${randomUUID()}.tmp`);
  const replaced = await statIfThere(path);
  const handle = await open(temporary, 'wx', replaced === undefined ? undefined : replaced.mode & 0o777);
  return { path: temporary, handle, remove: trackTemporary(temporary) };
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function namingTheFile<Result>(file: OutputFile, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof DumontError)) throw error;
    const message = `Cannot write ${file.path}: ${describeSystemError(error)}.`;
    throw new DumontError('OUTPUT_FAILED', message, { cause: error });
  }
}

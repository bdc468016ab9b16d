/** Packages of Python's (wheels), unpacked once for all commands: for the native libraries in them, since no Python runs. */
import type { Stats } from 'node:fs';
import { lstat, readFile, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { dataFolder } from '../host/data-folder.ts';
import { makeFolder } from '../host/make-folder.ts';
import { describeSystemError, errorCode, isSystemError, nullIfMissing } from '../host/system-error.ts';
import { createTemporaryFolder } from '../host/temporary-paths.ts';
import { OpenFile } from '../models/open-file.ts';
import { ArchiveError } from '../archives/archive-error.ts';
import { checkRecord, MAX_RECORD_BYTES, recordOf } from './record.ts';
import { listArchive, unpackEntries, type UnpackLimits } from '../archives/unpack-archive.ts';
import type { ZipEntry } from '../archives/zip-directory.ts';

/** The largest wheels, those with libraries of CUDA's, unpack to 1 to 2 GB; libraries are seldom larger than their archives by a factor of 10. */
export const WHEEL_LIMITS: UnpackLimits = { files: 20_000, bytes: 4 * 2 ** 30, ratio: 200 };

export function isWheel(file: string): boolean {
  return file.toLowerCase().endsWith('.whl');
}

/**
 * @returns the folder that it is unpacked in, which has its name by the wheel's checksum
 * @throws DumontError USAGE where it is not there, no wheel, or cannot be unpacked here; the signal's reason where it was aborted
 */
export async function unpackWheel(file: string, signal: AbortSignal, limits = WHEEL_LIMITS): Promise<string> {
  return withWheel(file, signal, async (wheel) => {
    const { sha256 } = await wheel.hash(signal);
    const wheels = path.join(dataFolder(process.env, process.platform, os.homedir()), 'wheels');
    const folder = path.join(wheels, sha256);
    const entries = await listArchive(wheel.handle, limits);
    if (!(await isWhole(folder, entries))) await unpackOnce(wheel, entries, folder, signal);
    return folder;
  });
}

/**
 * @param folder the caller's own, with none of the wheel's files in it
 * @returns SHA-256 of each of its files by its name, in lower case hexadecimal
 * @throws as `unpackWheel` does: what lies in the folder by then is the caller's to remove
 */
export async function unpackWheelInto(
  folder: string,
  file: string,
  signal: AbortSignal,
  limits = WHEEL_LIMITS,
): Promise<Map<string, string>> {
  return withWheel(file, signal, async (wheel) =>
    unpackChecked(wheel, await listArchive(wheel.handle, limits), folder, signal),
  );
}

async function withWheel<Result>(
  file: string,
  signal: AbortSignal,
  use: (wheel: OpenFile) => Promise<Result>,
): Promise<Result> {
  const wheel = await openWheel(file);
  try {
    return await use(wheel);
  } catch (cause) {
    signal.throwIfAborted();
    throw explain(file, cause);
  } finally {
    await wheel.close();
  }
}

/** All of its files, each of which must be what its list says. */
async function unpackChecked(
  wheel: OpenFile,
  entries: readonly ZipEntry[],
  folder: string,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const files = entries.filter(({ isFolder }) => !isFolder);
  const record = recordOf(files.map(({ name }) => name));
  if (files.some(({ name, bytes }) => name === record && bytes > MAX_RECORD_BYTES))
    throw new ArchiveError('has a RECORD that is too large');
  const digests = await unpackEntries(wheel.handle, entries, folder, signal);
  checkRecord(await readFile(path.join(folder, record), 'utf8'), digests);
  return digests;
}

async function openWheel(file: string): Promise<OpenFile> {
  let reason = 'it is not a file';
  try {
    const wheel = await OpenFile.open(file, 'followed');
    if (wheel.stats.isFile()) return wheel;
    await wheel.close();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    reason = errorCode(error) === 'ENOENT' ? 'there is no such file' : describeSystemError(error);
  }
  throw new DumontError('USAGE', `the wheel ${file} cannot be read: ${reason}`);
}

/** Whole or not at all, whatever dies in between. */
async function unpackOnce(
  wheel: OpenFile,
  entries: readonly ZipEntry[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await makeFolder(path.dirname(folder));
  const temporary = await createTemporaryFolder('wheel', path.dirname(folder));
  try {
    const content = path.join(temporary.path, 'content');
    await makeFolder(content);
    await unpackChecked(wheel, entries, content, signal);
    // One that has lost files does not give way by itself.
    if (!(await isWhole(folder, entries)))
      await nullIfMissing(rename(folder, path.join(temporary.path, 'incomplete')));
    await rename(content, folder).catch(async (error: unknown) => {
      // Another command may have been faster.
      if (!(await isWhole(folder, entries))) throw error;
    });
  } finally {
    await temporary.remove();
  }
}

/** Whether every file is there in its full length: a user may have deleted some of them. */
async function isWhole(folder: string, entries: readonly ZipEntry[]): Promise<boolean> {
  for (const { name, isFolder, bytes } of entries) {
    const there = await statOf(path.join(folder, name));
    const isSame = isFolder ? there?.isDirectory() : there?.isFile() === true && there.size === bytes;
    if (isSame !== true) return false;
  }
  return true;
}

async function statOf(place: string): Promise<Stats | null> {
  return lstat(place).catch((error: unknown) => {
    if (isSystemError(error)) return null;
    throw error;
  });
}

function explain(file: string, cause: unknown): unknown {
  if (cause instanceof ArchiveError)
    return new DumontError('USAGE', `the wheel ${file} ${cause.message}`, { cause });
  if (!isSystemError(cause)) return cause;
  const reason = describeSystemError(cause);
  return new DumontError('USAGE', `the wheel ${file} cannot be unpacked: ${reason}`, { cause });
}

/** A model that is a folder comes as one file, a zip archive: unpacked within limits, whoever made it. */
import path from 'node:path';
import { DumontError, formatOfName, formatRow, type ModelFormat } from '@dumont/protocol';
import { ArchiveError } from '../archives/archive-error.ts';
import { listArchive, unpackEntries, type UnpackLimits } from '../archives/unpack-archive.ts';
import type { ZipEntry } from '../archives/zip-directory.ts';
import { diskSpaceOf, requireSpace, type DiskSpace } from '../host/disk-space.ts';
import { describeSystemError, errorCode, isSystemError } from '../host/system-error.ts';
import { DEFAULT_LIMITS, type DownloadLimits } from './download/limits.ts';
import { toFileName } from './download/model-url.ts';
import { describeForeign, isZip } from './foreign-file.ts';
import { identifyFolder, type ModelIdentity } from './identity.ts';
import { compareNames, MOST_ENTRIES } from './model-folder.ts';
import { OpenFile } from './open-file.ts';
import { readHead } from './refuse-foreign.ts';

/** A Mac puts a file with attributes beside each. Weights compress little, unless most of them are zero. */
const UNPACK_LIMITS: UnpackLimits = {
  files: 3 * MOST_ENTRIES,
  bytes: DEFAULT_LIMITS.maxBytes,
  ratio: 200,
};

export interface UnpackOptions {
  readonly signal: AbortSignal;
  readonly limits?: Partial<DownloadLimits> | undefined;
  /** Left out, that of the folder. */
  readonly disk?: DiskSpace;
}

export interface UnpackedModel {
  readonly path: string;
  readonly format: ModelFormat;
  /** By what was written. */
  readonly identity: ModelIdentity;
}

/**
 * @param archive and what to call it
 * @param folder the caller's own, which has no model in it: what lies there after an error is the caller's to remove
 * @throws DumontError MODEL_INVALID where it is no archive of one model, or not for us to unpack; MODEL_NOT_FOUND, STORAGE_FAILED;
 * the signal's reason where it was aborted
 */
export async function unpackModel(
  archive: { readonly path: string; readonly name: string },
  folder: string,
  options: UnpackOptions,
): Promise<UnpackedModel> {
  const file = await openArchive(archive.path, archive.name);
  try {
    await refuseOther(file, archive.name);
    return await unpack(file, archive.name, folder, options);
  } catch (cause) {
    options.signal.throwIfAborted();
    throw explain(archive.name, cause);
  } finally {
    await file.close();
  }
}

async function refuseOther(file: OpenFile, name: string): Promise<void> {
  const head = await readHead(file);
  if (isZip(head)) return;
  const foreign = describeForeign(head, null);
  const words = foreign ?? 'of another kind, or damaged';
  throw new DumontError('MODEL_INVALID', `${name} is no zip archive of a model: it is ${words}.`);
}

/** @returns whether a file is a zip archive by its first bytes @throws DumontError MODEL_NOT_FOUND */
export async function beginsAsArchive(path: string): Promise<boolean> {
  const file = await openArchive(path, path);
  try {
    return isZip(await readHead(file));
  } finally {
    await file.close();
  }
}

/** The caller owns it. */
async function openArchive(path: string, name: string): Promise<OpenFile> {
  return OpenFile.open(path, 'followed').catch((cause: unknown) => {
    throw new DumontError('MODEL_NOT_FOUND', `Cannot read ${name}.`, { cause });
  });
}

async function unpack(
  { handle }: OpenFile,
  name: string,
  folder: string,
  { signal, limits, disk = diskSpaceOf(folder) }: UnpackOptions,
): Promise<UnpackedModel> {
  const { maxBytes, minFreeBytes } = { ...DEFAULT_LIMITS, ...limits };
  const entries = await listArchive(handle, { ...UNPACK_LIMITS, bytes: maxBytes });
  const root = findModel(entries);
  const format =
    formatOfName(root) ?? (entries.some((entry) => entry.name === MANIFEST) ? 'mlpackage' : 'mlmodelc');
  const model = toFileName(
    root === '' ? `${name.replace(/(\.ml\w+)?(\.zip)?$/i, '')}${formatRow(format).ending}` : root,
  );
  const own = entries
    .filter((entry) => isOwn(entry, root))
    .map((entry) => ({ ...entry, name: nameBelow(entry, root) }));
  await requireSpace(
    disk,
    own.reduce((sum, { bytes }) => sum + bytes, 0),
    minFreeBytes,
  );
  const digests = await unpackEntries(handle, own, path.join(folder, model), signal);
  const files = own.flatMap(({ name, bytes }) => {
    const sha256 = digests.get(name);
    return sha256 === undefined ? [] : [{ name, bytes, sha256 }];
  });
  const identity = identifyFolder(files.toSorted((a, b) => compareNames(a.name, b.name)));
  return { path: path.join(folder, model), format, identity };
}

const MANIFEST = 'Manifest.json';
const COMPILED = 'coremldata.bin';
/** Where a Mac keeps attributes of files. */
const ATTRIBUTES = '__MACOSX/';

/** @returns the folder in the archive that is the model; empty where all of it is @throws ArchiveError where there is none, or several */
function findModel(entries: readonly ZipEntry[]): string {
  const own = entries.filter(({ name }) => !name.startsWith(ATTRIBUTES));
  const [root, other] = new Set(own.flatMap(({ name }) => rootOf(name)));
  if (other !== undefined)
    throw new ArchiveError(`holds several models, such as ${JSON.stringify([root, other])}: give one`);
  if (root !== undefined) return root;
  if (own.some(({ name }) => name === MANIFEST || name === COMPILED)) return '';
  throw new ArchiveError(
    'holds no package of CoreML (.mlpackage, .mlmodelc): unpack it and give the model in it',
  );
}

/** The outermost folder that is named as a model that is one; none or one. */
function rootOf(name: string): string[] {
  const parts = name.split('/');
  const index = parts.slice(0, -1).findIndex((part) => {
    const format = formatOfName(part);
    return format !== undefined && formatRow(format).isFolder;
  });
  return index === -1 ? [] : [parts.slice(0, index + 1).join('/')];
}

function isOwn({ name }: ZipEntry, root: string): boolean {
  return root === ''
    ? !name.startsWith(ATTRIBUTES)
    : name.startsWith(`${root}/`) && name.length > root.length + 1;
}

function nameBelow({ name }: ZipEntry, root: string): string {
  return root === '' ? name : name.slice(root.length + 1);
}

/** What the archive's own names can lead to in a folder that is empty: two of one name, one below a file, one that is too long. */
const BY_NAMES = ['EEXIST', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG', 'EILSEQ', 'EINVAL'];

function explain(name: string, cause: unknown): unknown {
  if (cause instanceof ArchiveError)
    return new DumontError('MODEL_INVALID', `${name} ${cause.message}.`, { cause });
  if (!isSystemError(cause)) return cause;
  const isByNames = BY_NAMES.includes(errorCode(cause) ?? '');
  const message = `${name} cannot be unpacked: ${describeSystemError(cause)}.`;
  return new DumontError(isByNames ? 'MODEL_INVALID' : 'STORAGE_FAILED', message, { cause });
}

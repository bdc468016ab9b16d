/** Which other files a model keeps weights in: they alone are let into the sandbox beside it. */
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { isSameFile } from './file-version.ts';
import { OpenFile } from './open-file.ts';

export interface Weights {
  /** As the model writes it. */
  readonly name: string;
  readonly file: OpenFile;
  /** It lies out of the folder of the model's real file, where ONNX Runtime follows no link: it must be given a plain file. */
  readonly leadsOut: boolean;
}

export interface WeightsRules {
  /** Where nothing keeps the engine from other files, it opens those that it will read. */
  readonly links: 'followed' | 'checked';
  /** Below these a link may lead, and a file may have other names: their user vouches for what lies there. */
  readonly allowedFolders: readonly string[];
}

/** @param own the model's, open @returns null where there is no such file, of whatever the engine says so better */
export async function openWeights(
  own: OpenFile,
  name: string,
  { links, allowedFolders }: WeightsRules,
): Promise<Weights | null> {
  const folder = path.dirname(own.path);
  const place = { own, name, folder, file: path.resolve(folder, name) };
  const folders = await Promise.all(allowedFolders.map((allowed) => realpath(allowed).catch(() => allowed)));
  return links === 'followed' ? openAny(place, folders) : openChecked(place, folders);
}

interface Place {
  readonly own: OpenFile;
  readonly name: string;
  readonly folder: string;
  readonly file: string;
}

async function openAny({ own, name, file }: Place, allowed: readonly string[]): Promise<Weights | null> {
  const stats = file.includes('\0') ? null : await stat(file).catch(() => null);
  const opened = stats?.isFile() === true ? await OpenFile.open(file, 'followed').catch(() => null) : null;
  if (opened === null) return null;
  const actual = await realpath(file).catch(() => file);
  // Others are the engine's to refuse.
  const leadsOut = liesBelow(actual, allowed) && !liesBelow(actual, await homeOf(own));
  return { name, file: opened, leadsOut };
}

/** @throws DumontError MODEL_INVALID where the file is not the model's own */
async function openChecked(place: Place, allowed: readonly string[]): Promise<Weights | null> {
  const { own, name, folder, file } = place;
  if (path.isAbsolute(name) || name.includes('\0') || !file.startsWith(`${folder}${path.sep}`)) {
    throw refusal(
      place,
      "lies outside the model's folder",
      'ONNX Runtime refuses it too, as it "escapes model directory": save the model with its data beside it',
    );
  }
  const found = await stat(file).catch(() => null);
  if (found === null) {
    const isLink = (await lstat(file).catch(() => null))?.isSymbolicLink() === true;
    if (isLink) throw refusal(place, 'is a symbolic link to nothing that can be read', 'Mend the link');
    return null;
  }
  // A pipe or a device is not even opened.
  if (!found.isFile()) throw refusal(place, 'is not a regular file', 'Save the model with its data again');
  const opened = await OpenFile.open(file, 'followed').catch((cause: unknown) => {
    const message = `Cannot read ${file}, in which ${own.path} keeps weights.`;
    throw new DumontError('MODEL_NOT_FOUND', message, { cause });
  });
  try {
    return { name, file: opened, leadsOut: await checkOpened(opened, place, allowed) };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** What was looked at before it was opened may be another file by now. @returns whether ONNX Runtime would not follow it */
async function checkOpened({ stats }: OpenFile, place: Place, allowed: readonly string[]): Promise<boolean> {
  const actual = await realpath(place.file).catch(() => null);
  const there = actual === null ? null : await stat(actual, { bigint: true }).catch(() => null);
  // Whatever is allowed below is allowed of a path: what is open must be what lies there.
  if (actual === null || there === null || !isSameFile(there, stats) || !stats.isFile()) {
    throw refusal(place, 'was exchanged while it was opened', 'Measure a file that stays as it is');
  }
  const home = await homeOf(place.own);
  const leadsOut = !liesBelow(actual, home);
  if (liesBelow(actual, allowed)) return leadsOut;
  const allow = `If the file is meant, allow the folder that it lies in: --allow-data-folder ${path.dirname(actual)}`;
  if (!liesBelow(actual, [...home, await realpath(place.folder)]))
    throw refusal(place, "is a symbolic link out of the model's folder", allow);
  // A hard link can be to any file of the same disk: to a key as well as to weights.
  if (stats.nlink > 1n && !isOfOneStore(place.own, stats))
    throw refusal(place, `is a hard link (${stats.nlink} names for one file)`, allow);
  return leadsOut;
}

/**
 * The folder of the file that the model's own name leads to: caches link each file of a model into one folder, and ONNX Runtime
 * follows links into it, and nowhere else. @returns none where the name leads to another file by now
 */
async function homeOf({ path: model, stats }: OpenFile): Promise<string[]> {
  const actual = await realpath(model).catch(() => model);
  const there = await stat(actual, { bigint: true }).catch(() => null);
  return there !== null && isSameFile(there, stats) ? [path.dirname(actual)] : [];
}

/** Stores that link instead of copying (of packages, snapshots, backups) do so with each file of a model, and for one owner. */
function isOfOneStore({ stats: own }: OpenFile, weights: OpenFile['stats']): boolean {
  return own.nlink > 1n && own.dev === weights.dev && own.uid === weights.uid;
}

function liesBelow(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) =>
    file.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`),
  );
}

function refusal({ own, name }: Place, what: string, remedy: string): DumontError {
  return new DumontError(
    'MODEL_INVALID',
    `The model ${own.path} keeps weights in another file, ${JSON.stringify(name)}, which ${what}; that is refused. ${remedy}.`,
  );
}

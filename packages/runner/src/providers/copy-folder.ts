/** Copies a folder that may be anybody's into the store: regular files alone, within the limits of wheels. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DumontError } from '@dumont/protocol';
import { describeSystemError, isSystemError } from '../host/system-error.ts';
import { OpenFile } from '../models/open-file.ts';
import { WHEEL_LIMITS } from '../wheels/unpack-wheel.ts';
import { listTree } from './list-tree.ts';

/**
 * @param into the caller's own
 * @returns SHA-256 of each file by its name, with `/` between its parts
 * @throws DumontError USAGE where it is none, or holds too much, a link that leads away or a special file; the signal's reason where it was aborted
 */
export async function copyFolder(
  source: string,
  into: string,
  signal: AbortSignal,
  limits = WHEEL_LIMITS,
): Promise<Map<string, string>> {
  try {
    return await copyAll(source, into, signal, limits);
  } catch (cause) {
    signal.throwIfAborted();
    if (!isSystemError(cause)) throw cause;
    throw refusal(source, `cannot be read as a folder: ${describeSystemError(cause)}`, cause);
  }
}

async function copyAll(
  source: string,
  into: string,
  signal: AbortSignal,
  limits: typeof WHEEL_LIMITS,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  let room = limits.bytes;
  for (const { name, kind } of await listTree(source)) {
    if (kind === 'special') throw refusal(source, `holds a special file: ${name}`);
    // Libraries have further names by links beside them; loaders find each by the name that it says itself.
    if (kind === 'link' && !(await leadsBeside(path.join(source, name))))
      throw refusal(source, `holds a link that leads elsewhere: ${name}`);
    if (kind === 'folder') await mkdir(path.join(into, name), { recursive: true, mode: 0o700 });
    if (kind !== 'file') continue;
    if (digests.size === limits.files) throw refusal(source, `holds more than ${limits.files} files`);
    const { sha256, bytes } = await copyFile(path.join(source, name), path.join(into, name), room, signal);
    room -= bytes;
    if (room < 0) throw refusal(source, `holds more than ${limits.bytes / 2 ** 20} MB`);
    digests.set(name, sha256);
  }
  return digests;
}

async function leadsBeside(link: string): Promise<boolean> {
  const target = await readlink(link);
  return target === path.basename(target) && !['', '.', '..'].includes(target);
}

/** @param room for so many bytes at most; one more is copied where it has more */
async function copyFile(
  from: string,
  to: string,
  room: number,
  signal: AbortSignal,
): Promise<{ sha256: string; bytes: number }> {
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  const file = await OpenFile.open(from, 'refused');
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const content = file.handle.createReadStream({ autoClose: false, start: 0, end: room });
    const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        hash.update(chunk);
        yield chunk;
      }
    };
    await pipeline(content, counted, createWriteStream(to, { flags: 'wx', mode: 0o600 }), { signal });
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

function refusal(source: string, what: string, cause?: unknown): DumontError {
  return new DumontError('USAGE', `--from takes wheels and folders, and ${source} ${what}`, { cause });
}

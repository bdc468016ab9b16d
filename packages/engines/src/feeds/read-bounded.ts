/** Reads a whole file that someone gave, unless it is unreasonably large. */
import { readFile, stat } from 'node:fs/promises';
import { BYTES_PER_MB, DumontError } from '@dumont/protocol';

/** For one file. */
const MAX_INPUT_BYTES = 1024 * BYTES_PER_MB;

/**
 * @param path @param where the same in words, for messages
 * @throws DumontError INPUT_INVALID
 */
export async function readBounded(path: string, where: string): Promise<Uint8Array> {
  const about = await stat(path).catch((cause: unknown) => {
    throw unreadable(where, cause);
  });
  if (!about.isFile()) throw new DumontError('INPUT_INVALID', `${where} is not a file`);
  if (about.size > MAX_INPUT_BYTES) {
    throw new DumontError(
      'INPUT_INVALID',
      `${where} has ${Math.round(about.size / BYTES_PER_MB)} MB, more than the ${MAX_INPUT_BYTES / BYTES_PER_MB} MB that an input may have`,
    );
  }
  return readFile(path).catch((cause: unknown) => {
    throw unreadable(where, cause);
  });
}

function unreadable(where: string, cause: unknown): DumontError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DumontError('INPUT_INVALID', `${where} cannot be read: ${reason}`, { cause });
}

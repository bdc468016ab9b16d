/** What the model file is: size and checksum. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DumontError } from '@dumont/protocol';

export interface ModelIdentity {
  readonly bytes: number;
  /** Null for a folder (.mlpackage). */
  readonly sha256: string | null;
}

/** @throws DumontError MODEL_NOT_FOUND; the signal's reason where it was aborted */
export async function identifyModel(file: string, signal: AbortSignal): Promise<ModelIdentity> {
  const stats = await stat(file).catch((error: unknown) => {
    throw new DumontError('MODEL_NOT_FOUND', `There is no model ${file}: check the path given to --model.`, {
      cause: error,
    });
  });
  if (stats.isDirectory()) {
    if (path.extname(file) === '.mlpackage') return { bytes: stats.size, sha256: null };
    throw new DumontError('MODEL_NOT_FOUND', `${file} is a folder: give the model file in it to --model.`);
  }
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new DumontError('MODEL_NOT_FOUND', `Cannot read ${file}: check its permissions.`, { cause: error });
  }
  return { bytes: stats.size, sha256: hash.digest('hex') };
}

/** ONNX Runtime's library for the time of one benchmark: opened once, so that what is hashed is what was loaded. It is never loaded here. */
import { findLibrary } from '@dumont/engines/manifests';
import { DumontError, type EngineRef } from '@dumont/protocol';
import { describeSystemError, isSystemError } from '../../host/system-error.ts';
import { OpenFile } from '../../models/open-file.ts';

/**
 * The caller owns it. Its hash is remembered as long as the file stays what it is. onnxruntime-node loads the one that it brings, and
 * where that cannot be read it is for onnxruntime-node to say so.
 * @returns null for an engine that has none, and where onnxruntime-node's cannot be read
 * @throws DumontError UNIT_UNAVAILABLE where there is none for this platform, or it cannot be read; the signal's reason where it was aborted
 */
export async function openLibrary(engine: EngineRef, signal: AbortSignal): Promise<OpenFile | null> {
  if (engine.name !== 'onnx' || engine.package !== null) return null;
  try {
    return await openFound(engine.library ?? null, signal);
  } catch (error) {
    if (engine.api === 'node' && error instanceof DumontError && error.code === 'UNIT_UNAVAILABLE')
      return null;
    throw error;
  }
}

async function openFound(given: string | null, signal: AbortSignal): Promise<OpenFile> {
  const path = findLibrary(given);
  try {
    return await openAndHash(path, signal);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const message = `ONNX Runtime's library ${path} cannot be read: ${describeSystemError(cause)}.`;
    throw new DumontError('UNIT_UNAVAILABLE', message, { cause });
  }
}

async function openAndHash(path: string, signal: AbortSignal): Promise<OpenFile> {
  const file = await OpenFile.open(path, 'refused');
  try {
    await file.hash(signal);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

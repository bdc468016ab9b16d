/** A compiled model for the time of one benchmark: every byte of it is what was written down when it was made. */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DumontError, type ModelFormat } from '@dumont/protocol';
import { isSystemError } from '../host/system-error.ts';
import { OpenModel } from '../models/open-model.ts';
import { HeldManifest, isOwn } from './held-manifest.ts';
import type { CompiledManifest } from './manifest.ts';

export interface CompiledModel extends AsyncDisposable {
  readonly model: OpenModel;
  readonly compileMs: number;
  /** An earlier benchmark made it. */
  readonly wasKept: boolean;
}

/** Of the model in its folder: CoreML knows a format by the ending. */
export function compiledName(format: ModelFormat): string {
  return `model.${format}`;
}

/**
 * The caller owns it.
 * @param folder the key's own
 * @returns null where there is none; `damaged` where what is there is not what was made
 * @throws the signal's reason where it was aborted
 */
export async function openKept(
  folder: string,
  format: ModelFormat,
  signal: AbortSignal,
): Promise<CompiledModel | 'damaged' | null> {
  const held = await HeldManifest.open(folder, 'shared');
  if (held === null) return null;
  const model = await openVerified(folder, format, { held, signal });
  if (model === null) {
    await held[Symbol.asyncDispose]();
    return 'damaged';
  }
  await held.touch();
  const { opened, manifest } = model;
  return {
    model: opened,
    compileMs: manifest.compileMs,
    wasKept: true,
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await held[Symbol.asyncDispose]();
    },
  };
}

async function openVerified(
  folder: string,
  format: ModelFormat,
  { held, signal }: { held: HeldManifest; signal: AbortSignal },
): Promise<{ opened: OpenModel; manifest: CompiledManifest } | null> {
  const manifest = (await isOwn(folder)) ? await held.read() : null;
  if (manifest?.key !== path.basename(folder)) return null;
  const opened = await openCompiled(path.join(folder, compiledName(format)), format, signal);
  if (opened === null) return null;
  if (isDeepStrictEqual(opened.identity?.files, manifest.files)) return { opened, manifest };
  await opened[Symbol.asyncDispose]();
  return null;
}

/** The caller owns it. @returns null where it is no model of plain files @throws the signal's reason where it was aborted */
export async function openCompiled(
  place: string,
  format: ModelFormat,
  signal: AbortSignal,
): Promise<OpenModel | null> {
  try {
    const opened = await OpenModel.open({ path: place, format }, signal);
    if (!opened.hasOtherNames) return opened;
    await opened[Symbol.asyncDispose]();
    return null;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DumontError || isSystemError(error)) return null;
    throw error;
  }
}

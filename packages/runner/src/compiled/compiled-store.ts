/** Compiled models of this user's, one folder for each, kept for later benchmarks: whole or not at all, and no more than so many bytes. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DumontError, type ModelFormat } from '@dumont/protocol';
import { makeFolder } from '../host/make-folder.ts';
import { describeSystemError, isSystemError } from '../host/system-error.ts';
import { createTemporaryFolder } from '../host/temporary-paths.ts';
import { modelChanged } from '../models/file-version.ts';
import type { OpenModel } from '../models/open-model.ts';
import { discard, makeRoom } from './discard.ts';
import { HeldManifest, isClosed, nullIfRefused } from './held-manifest.ts';
import { compiledName, openCompiled, openKept, type CompiledModel } from './kept-model.ts';
import { bytesOf, manifestPath, type CompiledManifest } from './manifest.ts';

export interface Made {
  readonly compileMs: number;
  readonly engine: CompiledManifest['engine'];
}

/** @param output an empty folder, the compiler's own @param target in it */
export type Compile = (output: string, target: string) => Promise<Made>;

export interface Wanted {
  readonly key: string;
  /** What it is compiled to. */
  readonly format: ModelFormat;
}

interface Workplace {
  readonly path: string;
  readonly remove: () => Promise<void>;
  /** What is made there can be moved into the store. */
  readonly isInStore: boolean;
}

/** A model of a few gigabytes and some others. */
export const MOST_KEPT_BYTES = 8 * 2 ** 30;

export class CompiledStore {
  readonly #folder: string;
  readonly #mostBytes: number;

  /** @param folder may not exist yet */
  constructor(folder: string, mostBytes = MOST_KEPT_BYTES) {
    this.#folder = folder;
    this.#mostBytes = mostBytes;
  }

  /** The caller owns it. @returns null where there is none; one that is not what was made is thrown away */
  async find({ key, format }: Wanted, signal: AbortSignal): Promise<CompiledModel | null> {
    // Whoever else may move folders in it could put another one in the place of what was looked at.
    if (!(await isClosed(this.#folder))) return null;
    const folder = path.join(this.#folder, key);
    const kept = await openKept(folder, format, signal);
    if (kept !== 'damaged') return kept;
    await discard(folder);
    return null;
  }

  /**
   * The caller owns it. Where it cannot be kept, it goes with its use.
   * @throws DumontError STORAGE_FAILED, RUNNER_CRASHED; whatever `compile` throws; the signal's reason where it was aborted.
   * Nothing is left then
   */
  async make(wanted: Wanted, compile: Compile, signal: AbortSignal): Promise<CompiledModel> {
    const workplace = await this.#openWorkplace();
    try {
      const output = path.join(workplace.path, 'output');
      await mkdir(output, { mode: 0o700 });
      const name = compiledName(wanted.format);
      const made = await compile(output, path.join(output, name));
      // What else its process left there goes with the workplace.
      const folder = path.join(workplace.path, wanted.key);
      await mkdir(folder, { mode: 0o700 });
      await rename(path.join(output, name), path.join(folder, name)).catch(() => {
        throw madeNothing();
      });
      return await this.#take(wanted, { workplace, folder, made }, signal);
    } catch (cause) {
      await workplace.remove();
      if (!isSystemError(cause)) throw cause;
      const message = `What the model is compiled to cannot be kept in ${workplace.path}: ${describeSystemError(cause)}.`;
      throw new DumontError('STORAGE_FAILED', message, { cause });
    }
  }

  async #take(
    { key, format }: Wanted,
    { workplace, folder, made }: { workplace: Workplace; folder: string; made: Made },
    signal: AbortSignal,
  ): Promise<CompiledModel> {
    const model = await openOrRefuse(path.join(folder, compiledName(format)), format, signal);
    let kept: CompiledModel | null = null;
    try {
      const manifest: CompiledManifest = {
        version: 1,
        key,
        ...made,
        files: [...(model.identity?.files ?? [])],
      };
      await writeFile(manifestPath(folder), JSON.stringify(manifest), { flag: 'wx', mode: 0o600 });
      if (workplace.isInStore) kept = await this.#keep(folder, { manifest, format }, signal);
      if (kept === null) return usedOnce(model, made, workplace);
    } catch (cause) {
      await model[Symbol.asyncDispose]();
      throw cause;
    }
    await model[Symbol.asyncDispose]();
    await workplace.remove();
    return { ...kept, wasKept: false };
  }

  /** The caller owns it. @returns null where it stays where it is: there is no room for it, or another one is there already, which may be in use */
  async #keep(
    folder: string,
    { manifest, format }: { manifest: CompiledManifest; format: ModelFormat },
    signal: AbortSignal,
  ): Promise<CompiledModel | null> {
    const bytes = bytesOf(manifest);
    if (bytes > this.#mostBytes || !(await makeRoom(this.#folder, this.#mostBytes - bytes))) return null;
    // From before it can be seen there: who makes room for another one must not take it.
    const held = await HeldManifest.open(folder, 'shared');
    try {
      const place = path.join(this.#folder, manifest.key);
      if ((await rename(folder, place).then(() => true, nullIfRefused)) === null) return null;
      const kept = await openKept(place, format, signal);
      if (kept === null || kept === 'damaged') throw modelChanged(place, 'was replaced');
      return kept;
    } finally {
      await held?.[Symbol.asyncDispose]();
    }
  }

  async #openWorkplace(): Promise<Workplace> {
    const isThere = await makeFolder(this.#folder).then(() => true, nullIfRefused);
    const isUsed = isThere === true && (await isClosed(this.#folder));
    const own = isUsed ? await createTemporaryFolder('compiled', this.#folder).catch(nullIfRefused) : null;
    if (own !== null) return { ...own, isInStore: true };
    return { ...(await createTemporaryFolder('compiled')), isInStore: false };
  }
}

function usedOnce(model: OpenModel, { compileMs }: Made, workplace: Workplace): CompiledModel {
  return {
    ...{ model, compileMs, wasKept: false },
    [Symbol.asyncDispose]: async () => {
      await model[Symbol.asyncDispose]();
      await workplace.remove();
    },
  };
}

async function openOrRefuse(place: string, format: ModelFormat, signal: AbortSignal): Promise<OpenModel> {
  const opened = await openCompiled(place, format, signal);
  if (opened === null) throw madeNothing();
  return opened;
}

function madeNothing(): DumontError {
  return new DumontError(
    'RUNNER_CRASHED',
    'The process that compiled the model said that it had, and left no compiled model of plain files.',
  );
}

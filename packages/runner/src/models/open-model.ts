/** A model for the time of one benchmark: its files are opened once, hashed, bound and verified by their descriptors. */
import { stat } from 'node:fs/promises';
import { DumontError, formatRow, type ModelFormat } from '@dumont/protocol';
import { dropFromCache, type Coldness } from './drop-from-cache.ts';
import { modelChanged } from './file-version.ts';
import { FORMAT_FILES, type ModelIdentity } from './formats.ts';
import { openWeights } from './model-files.ts';
import type { OpenFile } from './open-file.ts';

export interface Model {
  readonly path: string;
  /** Where it was downloaded from. */
  readonly url?: string;
  /** Downloaded: what lies beside it is not its own. Left out it is false. */
  readonly standsAlone?: boolean;
  readonly format: ModelFormat;
  /** What it must hash to, in lower case. */
  readonly sha256?: string;
}

/** What is let into a sandbox. */
export interface ModelFile {
  readonly path: string;
  /** Null for a folder. */
  readonly descriptor: number | null;
}

export class OpenModel implements AsyncDisposable {
  readonly #model: Model;
  /** The model's own first. */
  readonly #files: OpenFile[] = [];
  #identity: ModelIdentity | null = null;

  private constructor(model: Model) {
    this.#model = model;
  }

  /** The caller owns it. @throws DumontError MODEL_NOT_FOUND, MODEL_CHANGED; the signal's reason where it was aborted */
  static async open(model: Model, signal: AbortSignal): Promise<OpenModel> {
    const opened = new OpenModel(model);
    try {
      await opened.#open(signal);
      return opened;
    } catch (error) {
      await opened[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Null where its files are no longer what they were. */
  get identity(): ModelIdentity | null {
    return this.#identity;
  }

  get files(): readonly ModelFile[] {
    if (formatRow(this.#model.format).isFolder) return [{ path: this.#model.path, descriptor: null }];
    return this.#files.map(({ path, handle }) => ({ path, descriptor: handle.fd }));
  }

  /** @throws DumontError MODEL_CHANGED where it is not the model that is asked for */
  demand(sha256: string | undefined): void {
    const measured = this.#identity?.sha256;
    if (sha256 === undefined || measured === sha256) return;
    throw new DumontError(
      'MODEL_CHANGED',
      `${this.#model.path} is not the model that is asked for: its SHA-256 is ${measured ?? 'unknown'}, not ${sha256}.`,
    );
  }

  /**
   * Opens the files that the model keeps weights in.
   * @param links those that lead out of its folder are followed where nothing keeps the engine from following them
   * @throws DumontError MODEL_INVALID where such a file is not its own; as `open` does
   */
  async openWeights(links: 'followed' | 'refused', signal: AbortSignal): Promise<void> {
    const { path: file, standsAlone, format } = this.#model;
    const [own] = this.#files;
    if (own === undefined) return;
    for (const location of FORMAT_FILES[format].externalLocations(own)) {
      if (standsAlone === true) throw isNotAlone(file, location);
      const weights = await openWeights(file, location, links);
      if (weights === null) continue;
      this.#files.push(weights);
      await weights.hash(signal);
    }
  }

  /** @throws DumontError MODEL_CHANGED where it is not what it was; the signal's reason where it was aborted */
  async verify(signal: AbortSignal): Promise<void> {
    try {
      await this.#verifyList();
      for (const file of this.#files) await file.verify(signal);
    } catch (error) {
      if (error instanceof DumontError && error.code === 'MODEL_CHANGED') this.#identity = null;
      throw error;
    }
  }

  /** Has the next load of it come from the disk. */
  dropFromCache(): Promise<Coldness> {
    return dropFromCache(this.#files);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()));
  }

  /** That a folder has the files that it had. */
  async #verifyList(): Promise<void> {
    const { path: model, format } = this.#model;
    // What could be listed and no longer can is not what it was.
    const listed = await FORMAT_FILES[format].list(model).catch(() => []);
    const known = new Set(this.#files.map((file) => file.path));
    if (listed.length === 0 || listed.some((file) => !known.has(file))) {
      throw modelChanged(model, 'gained or lost files');
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { path: model, format } = this.#model;
    await checkKind(model, format);
    const { list, open, identify } = FORMAT_FILES[format];
    try {
      for (const file of await list(model)) this.#files.push(await open(model, file));
      this.#identity = await identify(model, this.#files, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DumontError) throw error;
      throw new DumontError('MODEL_NOT_FOUND', `Cannot read ${model}: check its permissions.`, {
        cause: error,
      });
    }
  }
}

/** @throws DumontError MODEL_NOT_FOUND, MODEL_INVALID where a folder was meant to be a file or the other way round */
async function checkKind(model: string, format: ModelFormat): Promise<void> {
  const stats = await stat(model).catch((cause: unknown) => {
    throw new DumontError('MODEL_NOT_FOUND', `There is no model ${model}: check the path given to --model.`, {
      cause,
    });
  });
  const { isFolder, ending } = formatRow(format);
  if (stats.isDirectory() === isFolder) return;
  throw isFolder
    ? new DumontError('MODEL_INVALID', `${model} is a file: a ${ending} model is a folder.`)
    : new DumontError('MODEL_NOT_FOUND', `${model} is a folder: give the model file in it to --model.`);
}

function isNotAlone(model: string, location: string): DumontError {
  return new DumontError(
    'MODEL_INVALID',
    `The model ${model} keeps weights in another file, ${JSON.stringify(location)}, and a downloaded model stands alone: ` +
      'save it as one file.',
  );
}

/** A model for the time of one benchmark: its files are opened once, hashed, bound and verified by their descriptors. */
import { stat } from 'node:fs/promises';
import {
  BYTES_PER_MB,
  DumontError,
  formatRow,
  type ModelFormat,
  type ReportModelFile,
} from '@dumont/protocol';
import { dropFromCache, type Coldness } from './drop-from-cache.ts';
import { modelChanged } from './file-version.ts';
import type { FloatBytes } from './external-data.ts';
import { FORMAT_FILES } from './formats.ts';
import { gatherFiles, type Gathered } from './gather-files.ts';
import { identifyFile, identifyFolder, type ModelIdentity } from './identity.ts';
import { openWeights, type Weights, type WeightsRules } from './model-files.ts';
import type { OpenFile } from './open-file.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { subnormalShare } from './subnormal-weights.ts';

export interface Model {
  readonly path: string;
  /** Where it was downloaded from. */
  readonly url?: string;
  /** The archive on this machine that it was unpacked from: what it is known as. */
  readonly archive?: string;
  /** Downloaded: what lies beside it is not its own. Left out it is false. */
  readonly standsAlone?: boolean;
  readonly format: ModelFormat;
  /** Its weights may lie, or be links to what lies, below these. Left out there are none. */
  readonly dataFolders?: readonly string[];
  /** What it must hash to, in lower case. */
  readonly sha256?: string;
}

/** What is let into a sandbox. */
export interface ModelFile {
  readonly path: string;
  /** Null for a folder. */
  readonly descriptor: number | null;
}

/** So many are hashed in no time. */
const SMALLEST_STEP_BYTES = 16 * BYTES_PER_MB;

/** Called a hundred times at most for the model's own files, and for its weights. */
export type OnHashed = (hashedBytes: number, totalBytes: number) => void;

interface NamedFile {
  /** In the model's identity. */
  readonly name: string;
  readonly file: OpenFile;
}

export interface OpenModelOptions {
  readonly onHashed?: OnHashed;
  /** Its files are looked at first: it is refused where they are known to be something else than a model of its format, or not all of one. */
  readonly refuseForeign?: boolean;
}

export class OpenModel implements AsyncDisposable {
  readonly #model: Model;
  readonly #options: OpenModelOptions;
  /** The model's own first. */
  readonly #own: NamedFile[] = [];
  readonly #weights: Weights[] = [];
  #floats: readonly FloatBytes[] = [];
  #gathered: Gathered | null = null;
  #identity: ModelIdentity | null = null;

  private constructor(model: Model, options: OpenModelOptions) {
    this.#model = model;
    this.#options = options;
  }

  /** The caller owns it. @throws DumontError MODEL_NOT_FOUND, MODEL_INVALID, MODEL_CHANGED; the signal's reason where it was aborted */
  static async open(model: Model, signal: AbortSignal, options: OpenModelOptions = {}): Promise<OpenModel> {
    const opened = new OpenModel(model, options);
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

  /** Where an engine is to load it from. */
  get path(): string {
    return this.#gathered?.files[0]?.path ?? this.#model.path;
  }

  get format(): ModelFormat {
    return this.#model.format;
  }

  /** One of its own files is found elsewhere too: whoever has it there may write it. */
  get hasOtherNames(): boolean {
    return this.#own.some(({ file }) => file.stats.nlink > 1n);
  }

  get files(): readonly ModelFile[] {
    if (formatRow(this.#model.format).isFolder) return [{ path: this.#model.path, descriptor: null }];
    return this.#run.map(({ path, handle }) => ({ path, descriptor: handle.fd }));
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
   * Opens the files that the model keeps weights in, which are part of what it is known by from then on.
   * @throws DumontError MODEL_INVALID where such a file is not its own; as `open` does
   */
  async openWeights(links: WeightsRules['links'], signal: AbortSignal): Promise<void> {
    const { path: model, standsAlone, format, dataFolders = [] } = this.#model;
    const own = this.#own[0]?.file;
    if (own === undefined) return;
    // One file may be named in several ways, the model's own too.
    const known = new Set([own.path]);
    const { locations, floats } = FORMAT_FILES[format].weightPlaces(own);
    this.#floats = floats;
    for (const name of locations) {
      if (standsAlone === true) throw isNotAlone(model, name);
      const weights = await openWeights(own, name, { links, allowedFolders: dataFolders });
      if (weights === null) continue;
      if (known.has(weights.file.path)) await weights.file.close();
      else this.#weights.push(weights);
      known.add(weights.file.path);
    }
    await this.#hash(this.#weights, signal);
    if (this.#weights.length > 0) this.#identity = identifyFile(this.#described());
  }

  /**
   * Where an engine would have to follow a link out of the model's folder, and no sandbox shows it a plain file there, it gets copies.
   * @returns how many bytes were copied
   * @throws as `gatherFiles` does
   */
  async gather(signal: AbortSignal): Promise<number> {
    if (!this.#weights.some(({ leadsOut }) => leadsOut)) return 0;
    this.#gathered = await gatherFiles(this.#all, signal);
    return this.#all.reduce((sum, { file }) => sum + Number(file.stats.size), 0);
  }

  /** @returns the share of its weights that are subnormal, from 0 to 1, by samples; after `openWeights` */
  async subnormalShare(): Promise<number> {
    const [own] = this.#own;
    if (own === undefined) return 0;
    const files: [string | null, OpenFile][] = [
      [null, own.file],
      ...this.#weights.map(({ name, file }): [string, OpenFile] => [name, file]),
    ];
    const open = files.map(
      ([name, { handle, stats }]) => [name, { fd: handle.fd, bytes: Number(stats.size) }] as const,
    );
    return subnormalShare(this.#floats, new Map(open));
  }

  /** @throws DumontError MODEL_CHANGED where it is not what it was; the signal's reason where it was aborted */
  async verify(signal: AbortSignal): Promise<void> {
    try {
      await this.#verifyList();
      for (const { file } of this.#all) await file.verify(signal);
      for (const copy of this.#gathered?.files ?? []) await copy.verify(signal);
    } catch (error) {
      if (error instanceof DumontError && error.code === 'MODEL_CHANGED') this.#identity = null;
      throw error;
    }
  }

  /** Has the next load of it come from the disk. */
  dropFromCache(): Promise<Coldness> {
    return dropFromCache(this.#run);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gathered?.[Symbol.asyncDispose]();
    await Promise.all(this.#all.map(({ file }) => file.close()));
  }

  get #all(): readonly NamedFile[] {
    return [...this.#own, ...this.#weights];
  }

  /** What an engine loads. */
  get #run(): readonly OpenFile[] {
    return this.#gathered?.files ?? this.#all.map(({ file }) => file);
  }

  /** That a folder has the files that it had. */
  async #verifyList(): Promise<void> {
    const { path: model, format } = this.#model;
    // What could be listed and no longer can is not what it was.
    const listed = await FORMAT_FILES[format].list(model).catch(() => []);
    const known = new Set(this.#own.map(({ file }) => file.path));
    if (listed.length === 0 || listed.some((file) => !known.has(file))) {
      throw modelChanged(model, 'gained or lost files');
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { path: model, format } = this.#model;
    await checkKind(model, format);
    const { list, open, nameOf } = FORMAT_FILES[format];
    try {
      for (const path of await list(model)) {
        this.#own.push({ name: nameOf(model, path), file: await open(model, path) });
      }
      if (this.#options.refuseForeign === true) await refuseForeign(this.#model, this.#own);
      await this.#hash(this.#own, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DumontError) throw error;
      throw new DumontError('MODEL_NOT_FOUND', `Cannot read ${model}: check its permissions.`, {
        cause: error,
      });
    }
    this.#identity = (formatRow(format).isFolder ? identifyFolder : identifyFile)(this.#described());
  }

  async #hash(files: readonly NamedFile[], signal: AbortSignal): Promise<void> {
    const totalBytes = files.reduce((sum, { file }) => sum + Number(file.stats.size), 0);
    const stepBytes = Math.max(SMALLEST_STEP_BYTES, totalBytes / 100);
    let hashedBytes = 0;
    let told = 0;
    const onRead = (bytes: number): void => {
      hashedBytes += bytes;
      if (hashedBytes - told < stepBytes) return;
      told = hashedBytes;
      this.#options.onHashed?.(hashedBytes, totalBytes);
    };
    for (const { file } of files) await file.hash(signal, onRead);
  }

  #described(): ReportModelFile[] {
    return this.#all.map(({ name, file }) => {
      const { sha256, version } = file.hashed;
      return { name, bytes: Number(version.size), sha256 };
    });
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

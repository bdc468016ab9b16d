/** The models of jobs: from the cache where it has them, fetched into it where not, in place where they are local. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DumontError } from '@dumont/protocol';
import { diskSpaceOf, type DiskSpace } from '@dumont/runner/host';
import {
  nameModel,
  redactUrl,
  toDownloadError,
  type AddressPolicy,
  type DownloadLimits,
  type Network,
} from '@dumont/runner/models';
import type { Logger } from 'pino';
import { CacheFolder } from './cache-folder.ts';
import type { CachedModel } from './cached-model.ts';
import { fetchModel, type FetchedModel, type Source } from './fetch-model.ts';
import { openLocalModel } from './local-model.ts';
import { presentModel, type Presentation } from './present-model.ts';
import { parseModelAddress, type RemoteAddress } from './model-address.ts';
import { SharedTasks, type ProgressListener } from './shared-tasks.ts';

export interface ModelCacheOptions {
  /** Made if it is not there, for this user alone. One process at a time uses it. */
  readonly folder: string;
  /** Of all models in it; those in use may exceed it. */
  readonly maxBytes: number;
  readonly policy: AddressPolicy;
  readonly limits?: Partial<DownloadLimits>;
  /** The only folder with local models for jobs; `null`: no local models. */
  readonly localRoot: string | null;
  /** Whether a job without a checksum is refused. */
  readonly requireChecksum?: boolean;
  /** A certificate authority (PEM) to trust beside the public ones. */
  readonly ca?: string;
  readonly log: Pick<Logger, 'debug' | 'warn'>;
  /** How names are resolved, connections made and free space is read; left out, as usual. */
  readonly means?: Pick<Network, 'resolve' | 'connect'> & { readonly freeBytes?: DiskSpace['free'] };
}

export interface ModelRequest {
  /** As the job has it: http(s), a local path or a file: URL. */
  readonly url: string;
  /** What it must hash to, in lower case. */
  readonly sha256?: string | null;
}

export interface AcquireOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: ProgressListener;
}

export interface ModelCache {
  /**
   * @throws DumontError: STORAGE_FAILED is this machine's fault, JOB_INVALID the job's; MODEL_DOWNLOAD_FAILED,
   * MODEL_NOT_FOUND and MODEL_UNSUPPORTED the model's. The signal's reason where it was aborted.
   */
  acquire(request: ModelRequest, options: AcquireOptions): Promise<CachedModel>;
}

/** @throws DumontError STORAGE_FAILED */
export async function openModelCache(options: ModelCacheOptions): Promise<ModelCache> {
  const { folder, maxBytes, log } = options;
  const warn = (err: unknown, message: string) => {
    log.warn({ err }, message);
  };
  // What a process that was killed had unpacked.
  const opening = rm(unpackedIn(folder), { recursive: true, force: true }).then(() =>
    CacheFolder.open({ folder, maxBytes, warn }),
  );
  const cache = await opening.catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DumontError('STORAGE_FAILED', `Cannot use the model cache ${folder}: ${reason}.`, { cause });
  });
  return new OpenModelCache(options, cache, warn);
}

function unpackedIn(folder: string): string {
  return path.join(folder, 'unpacked');
}

class OpenModelCache implements ModelCache {
  readonly #options: ModelCacheOptions;
  readonly #folder: CacheFolder;
  readonly #downloads = new SharedTasks<FetchedModel>(async ({ file }) => file.release());
  readonly #source: Source;
  readonly #presentation: Presentation;

  constructor(options: ModelCacheOptions, folder: CacheFolder, warn: Presentation['warn']) {
    this.#options = options;
    this.#folder = folder;
    const { policy, ca, limits, means } = options;
    const free = means?.freeBytes ?? diskSpaceOf(options.folder).free;
    this.#source = {
      folder,
      limits,
      network: { policy, ...(ca === undefined ? {} : { ca }), ...means },
      disk: { free, reclaim: (bytes) => folder.reclaim(bytes) },
    };
    this.#presentation = { unpackIn: unpackedIn(options.folder), disk: this.#source.disk, limits, warn };
  }

  async acquire({ url, sha256 = null }: ModelRequest, options: AcquireOptions): Promise<CachedModel> {
    options.signal.throwIfAborted();
    const address = parseModelAddress(url);
    if (sha256 === null && this.#options.requireChecksum === true) {
      throw new DumontError('JOB_INVALID', 'The job gives no model_sha256, which this worker requires.');
    }
    if (address.kind === 'local') {
      const model = await openLocalModel(address.path, this.#options.localRoot, options.signal);
      if (sha256 !== null && model.sha256 !== sha256) throw otherContent(address.path, model.sha256, sha256);
      return model;
    }
    try {
      const known = sha256 === null ? null : await this.#findContent(address, sha256, options.signal);
      return known ?? (await this.#fetch(address, sha256, options));
    } catch (error) {
      options.signal.throwIfAborted();
      throw toDownloadError(address.url, error);
    }
  }

  /** What is known by its content needs no question to the server. */
  async #findContent(
    { url }: RemoteAddress,
    sha256: string,
    signal: AbortSignal,
  ): Promise<CachedModel | null> {
    const file = await this.#folder.findContent(sha256, signal);
    if (file === null) return null;
    this.#options.log.debug({ url: redactUrl(url), sha256 }, 'the model is in the cache');
    const fileName = nameModel(url, null, url)?.fileName ?? file.name;
    return presentModel(file, { fileName, fromCache: true }, this.#presentation, signal);
  }

  async #fetch(
    address: RemoteAddress,
    sha256: string | null,
    { signal, onProgress }: AcquireOptions,
  ): Promise<CachedModel> {
    const take = ({ file, ...taken }: FetchedModel): FetchedModel => ({ file: file.holdAgain(), ...taken });
    const { file, ...taken } = await this.#downloads.join(
      address.key,
      { signal, onProgress, take },
      (shared, report) => fetchModel(address, this.#source, shared, report),
    );
    const subject = { url: redactUrl(address.url), sha256: file.sha256, bytes: file.bytes };
    const message = taken.fromCache ? 'the model has not changed' : 'the model was downloaded';
    this.#options.log.debug(subject, message);
    if (sha256 === null || file.sha256 === sha256)
      return presentModel(file, taken, this.#presentation, signal);
    await file.release();
    throw otherContent(redactUrl(address.url), file.sha256, sha256);
  }
}

function otherContent(where: string, actual: string, expected: string): DumontError {
  return new DumontError(
    'MODEL_DOWNLOAD_FAILED',
    `The model at ${where} is not the one that the job means: its SHA-256 is ${actual}, not ${expected}.`,
    { retryable: false },
  );
}

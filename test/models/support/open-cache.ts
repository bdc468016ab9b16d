/** A cache in a folder of the test's own, which may connect to loopback, and what it logged. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { openModelCache, type ModelCache, type ModelCacheOptions } from '@dumont/supervisor';
import { pino } from 'pino';
import type { Test } from 'tap';

export interface TestCache extends ModelCache {
  readonly folder: string;
  readonly log: readonly string[];
  /** The names of the models in it, sorted. */
  models(): string[];
  partials(): string[];
  /** The folders that archives are unpacked in. */
  unpacked(): string[];
}

/** @param options a folder that another cache of the test used, or anything else that is to be different */
export async function openCache(t: Test, options: Partial<ModelCacheOptions> = {}): Promise<TestCache> {
  const folder = options.folder ?? path.join(t.testdir(), 'cache');
  const lines: string[] = [];
  const cache = await openModelCache({
    folder,
    maxBytes: 2 ** 30,
    policy: { allowHosts: [], allowCidrs: [], allowPrivate: true },
    localRoot: null,
    log: pino({ level: 'trace' }, { write: (line) => lines.push(line) }),
    ...options,
    limits: { retries: 0, retryDelayMs: 1, minFreeBytes: 0, ...options.limits },
  });
  return {
    acquire: (request, rest) => cache.acquire(request, rest),
    folder,
    log: lines,
    models: () =>
      readdirSync(folder)
        .filter((name) => /\.(onnx|mlmodel|zip)$/.test(name))
        .sort(),
    partials: () => readdirSync(path.join(folder, 'partial')).sort(),
    unpacked: () => {
      const unpacked = path.join(folder, 'unpacked');
      return existsSync(unpacked) ? readdirSync(unpacked) : [];
    },
  };
}

export const forever = new AbortController().signal;

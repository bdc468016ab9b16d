/** What a worker needs of its machine. */
import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bytesToMb, messageOf } from '@dumont/protocol';
import { checkSandbox, proveSandbox, type SandboxSettings } from '@dumont/runner';
import { sandboxOf } from '../config/job-settings.ts';
import type { Config } from '../config/settings.ts';
import { makeFolder } from '@dumont/runner/host';
import type { HealthCheck } from './health.ts';
import type { FaultKind } from './worker-state.ts';

/** Without any of these no job is taken. */
export function allChecks(config: Config, outboxFolder: string): HealthCheck[] {
  const { dataDir, minFreeDisk, modelRoot } = config;
  return [
    diskCheck(dataDir, minFreeDisk),
    modelRootCheck(modelRoot),
    modelsCheck(path.join(dataDir, 'models')),
    outboxCheck(outboxFolder),
    sandboxCheck(sandboxOf(config)),
  ];
}

/** @param minFreeBytes less than this is too little to download models and keep results */
export function diskCheck(folder: string, minFreeBytes: number): HealthCheck {
  return {
    kind: 'disk',
    check: async () => {
      let freeBytes;
      try {
        const { bavail, bsize } = await statfs(folder);
        freeBytes = bavail * bsize;
      } catch (error) {
        return `the disk of ${folder} cannot be looked at: ${messageOf(error)}`;
      }
      if (freeBytes >= minFreeBytes) return null;
      return `${Math.round(bytesToMb(freeBytes))} MB are free on the disk of ${folder}, less than --min-free-disk`;
    },
  };
}

/** Whether local models could be found. @param folder null: there are none */
export function modelRootCheck(folder: string | null): HealthCheck {
  return {
    kind: 'model-root',
    check: async () =>
      folder === null ? null : problemOf('--model-root cannot be read', () => readdir(folder)),
  };
}

/** Whether models could be kept: a disk with room may be read-only, or somebody else's. */
export function modelsCheck(folder: string): HealthCheck {
  return writableCheck('models', 'models', folder);
}

/** Whether results could be kept. */
export function outboxCheck(folder: string): HealthCheck {
  return writableCheck('outbox', 'results', folder);
}

function writableCheck(kind: FaultKind, what: string, folder: string): HealthCheck {
  return { kind, check: () => problemOf(`${what} cannot be written to ${folder}`, () => tryToWrite(folder)) };
}

async function tryToWrite(folder: string): Promise<void> {
  const probe = path.join(folder, 'probe');
  await makeFolder(folder);
  await writeFile(probe, 'probe', { mode: 0o600, flush: true });
  await rm(probe);
}

async function problemOf(what: string, attempt: () => Promise<unknown>): Promise<string | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    return `${what}: ${messageOf(error)}`;
  }
}

/** Whether whoever watches over the worker can. @param serve does nothing where that has begun */
export function metricsCheck(serve: () => Promise<void>): HealthCheck {
  return { kind: 'metrics', check: () => problemOf('metrics cannot be served', serve) };
}

/** Where the walls were asked for strictly, they must be there. */
export function sandboxCheck(settings: SandboxSettings): HealthCheck {
  return { kind: 'sandbox', check: () => checkSandbox(settings), prove: () => proveSandbox(settings) };
}

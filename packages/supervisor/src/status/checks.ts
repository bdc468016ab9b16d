/** What a worker needs of its machine. */
import { mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bytesToMb } from '@dumont/protocol';
import { checkSandbox, type SandboxSettings } from '@dumont/runner';
import { sandboxOf } from '../config/job-settings.ts';
import type { Config } from '../config/options.ts';
import type { HealthCheck } from './health.ts';

/** Without any of these no job is taken. */
export function allChecks(config: Config, outboxFolder: string): HealthCheck[] {
  const { dataDir, minFreeDisk, modelRoot } = config;
  return [
    diskCheck(dataDir, minFreeDisk),
    modelsCheck(path.join(dataDir, 'models'), modelRoot),
    outboxCheck(outboxFolder),
    sandboxCheck(sandboxOf(config)),
  ];
}

/** @param minFreeBytes less than this is too little to download models and keep results */
export function diskCheck(folder: string, minFreeBytes: number): HealthCheck {
  return {
    kind: 'disk',
    check: async () => {
      const { bavail, bsize } = await statfs(folder);
      const freeBytes = bavail * bsize;
      if (freeBytes >= minFreeBytes) return null;
      return `${Math.round(bytesToMb(freeBytes))} MB are free on the disk of ${folder}, less than --min-free-disk`;
    },
  };
}

/** Whether models could be kept: a disk with room may be read-only, or somebody else's. @param localRoot where local models are */
export function modelsCheck(folder: string, localRoot: string | null): HealthCheck {
  return {
    kind: 'models',
    check: async () =>
      (await problemOf(`models cannot be written to ${folder}`, () => tryToWrite(folder))) ??
      (await problemOf(`--model-root cannot be read`, async () => {
        if (localRoot !== null) await readdir(localRoot);
      })),
  };
}

/** Whether results could be kept. */
export function outboxCheck(folder: string): HealthCheck {
  return {
    kind: 'outbox',
    check: () => problemOf(`results cannot be written to ${folder}`, () => tryToWrite(folder)),
  };
}

async function tryToWrite(folder: string): Promise<void> {
  const probe = path.join(folder, 'probe');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(probe, 'probe', { mode: 0o600, flush: true });
  await rm(probe);
}

async function problemOf(what: string, attempt: () => Promise<void>): Promise<string | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    return `${what}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Where the walls were asked for strictly, they must be there. */
export function sandboxCheck(settings: SandboxSettings): HealthCheck {
  return { kind: 'sandbox', check: () => checkSandbox(settings) };
}

/** What a worker needs of its machine. */
import { statfs, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bytesToMb } from '@dumont/protocol';
import { checkSandbox, type SandboxSettings } from '@dumont/runner';
import type { HealthCheck } from './health.ts';

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

/** Whether results could be kept. */
export function outboxCheck(folder: string): HealthCheck {
  const probe = path.join(folder, 'probe');
  return {
    kind: 'outbox',
    check: async () => {
      try {
        await writeFile(probe, 'probe', { mode: 0o600, flush: true });
        await rm(probe);
        return null;
      } catch (error) {
        return `results cannot be written to ${folder}: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
  };
}

/** Where the walls were asked for strictly, they must be there. */
export function sandboxCheck(settings: SandboxSettings): HealthCheck {
  return { kind: 'sandbox', check: () => checkSandbox(settings) };
}

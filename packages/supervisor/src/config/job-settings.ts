/** What every job of this worker has in common, from the settings. */
import { defaultMemoryLimitBytes, type SandboxSettings } from '@dumont/runner';
import type { JobSettings } from '../job/job-context.ts';
import type { Config } from './settings.ts';

export function sandboxOf({
  sandbox,
  scratchSize,
}: Pick<Config, 'sandbox' | 'scratchSize'>): SandboxSettings {
  return { mode: sandbox, scratchBytes: scratchSize };
}

export function jobSettings(config: Config): JobSettings {
  const { loads, jobTimeout, memoryLimit } = config;
  return {
    loads,
    timeoutMs: jobTimeout,
    memoryLimitBytes: memoryLimit === 'none' ? null : (memoryLimit ?? defaultMemoryLimitBytes()),
    sandbox: sandboxOf(config),
  };
}

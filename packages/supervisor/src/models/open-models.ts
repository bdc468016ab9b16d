/** The model cache as the settings want it. */
import path from 'node:path';
import { hostsOf } from '@dumont/runner/models';
import type { Logger } from 'pino';
import type { Config } from '../config/settings.ts';
import { openModelCache, type ModelCache } from './model-cache.ts';

export interface ModelSettings extends Pick<
  Config,
  | 'dataDir'
  | 'cacheSize'
  | 'maxModelSize'
  | 'minFreeDisk'
  | 'modelRoot'
  | 'allowHost'
  | 'allowCidr'
  | 'requireChecksum'
> {
  readonly host: string;
}

/** @param ca PEM text @throws DumontError STORAGE_FAILED */
export async function openModels(
  settings: ModelSettings,
  ca: string | null,
  log: Logger,
): Promise<ModelCache> {
  return openModelCache({
    folder: path.join(settings.dataDir, 'models'),
    maxBytes: settings.cacheSize,
    policy: {
      // The orchestrator may serve models itself, wherever it is.
      allowHosts: [...hostsOf(settings.host), ...settings.allowHost],
      allowCidrs: settings.allowCidr,
      allowPrivate: false,
    },
    limits: { maxBytes: settings.maxModelSize, minFreeBytes: settings.minFreeDisk },
    localRoot: settings.modelRoot,
    requireChecksum: settings.requireChecksum,
    ...(ca === null ? {} : { ca }),
    log,
  });
}

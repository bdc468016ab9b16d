/** What other programs may use: the worker itself, not the command around it. */
export { readConfig } from './config/read-config.ts';
export { SETTINGS, type Config, type SettingName } from './config/settings.ts';
export type { ModelStore } from './job/job-context.ts';
export { claimedKey, ownerKey, queueKeys, type QueueKeys } from './sark/queue/keys.ts';
export { runService } from './service/service.ts';
export type { ServiceConfig, ServiceOptions, ServiceParts } from './service/service-options.ts';
export { systemClock, type Clock } from './time/clock.ts';
export type { CachedModel } from './models/cached-model.ts';
export { openModelCache, type ModelCache, type ModelCacheOptions } from './models/model-cache.ts';

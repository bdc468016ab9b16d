/** What other programs may use: the worker itself, not the command around it. */
export { claimedKey, ownerKey, queueKeys, type QueueKeys } from './queue/keys.ts';
export type { CachedModel } from './models/cached-model.ts';
export { openModelCache, type ModelCache, type ModelCacheOptions } from './models/model-cache.ts';
